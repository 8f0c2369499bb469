package io.caisson.events.internal;

import io.caisson.api.event.EventRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segment files of a journal. One thread at a time writes; any may look up segments. */
final class SegmentStore implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(SegmentStore.class);

    /**
     * How files are cut and how much is kept; an old segment goes only when it is beyond both bounds.
     *
     * @param segmentBytes size from which a new segment is begun
     */
    record Limits(long segmentBytes, long keepEvents, Duration keepAge) {
        static final Limits DEFAULT = new Limits(4L << 20, 100_000, Duration.ofDays(7));
    }

    private final Path directory;
    private final Limits limits;
    private final InstantSource clock;
    private final List<Segment> segments = new CopyOnWriteArrayList<>(); // oldest first, never empty after recover
    private FileChannel channel;
    private long end;
    private boolean closed;

    SegmentStore(Path directory, Limits limits, InstantSource clock) throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * Finds the end of the journal; a damaged tail is cut and kept aside.
     *
     * @param newest takes the events of the newest segment
     * @return the last sequence number; 0 for a new journal
     */
    long recover(Consumer<EventRecord> newest) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.map(Segment::of)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(Segment::firstSequence))
                    .forEach(segments::add);
        }
        if (segments.isEmpty()) {
            startSegment(1);
            return 0;
        }
        Segment open = segments.get(segments.size() - 1);
        long[] last = {open.firstSequence() - 1};
        long whole = open.scan(0, decoded -> {
            last[0] = decoded.sequence();
            decoded.event().ifPresent(newest);
            return true;
        });
        if (whole < open.size()) {
            Path aside = open.cut(whole, ".broken-" + clock.millis());
            log.atWarn()
                    .addKeyValue("file", open.file())
                    .addKeyValue("keptAside", aside.getFileName())
                    .log("the end of the journal was damaged and is cut");
        }
        if (whole < RecordFormat.MAGIC.length) { // not even its head is good: a new one takes its place
            segments.remove(open);
            Files.delete(open.file());
            startSegment(open.firstSequence());
            return last[0];
        }
        channel = open.openForAppend();
        end = whole;
        return last[0];
    }

    private void startSegment(long firstSequence) throws IOException {
        Segment fresh = Segment.at(directory, firstSequence);
        Files.deleteIfExists(fresh.file()); // what an attempt left that failed: no record has that number yet
        FileChannel opened = fresh.create();
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        if (channel != null) {
            channel.close();
        }
        channel = opened;
        end = RecordFormat.MAGIC.length;
        segments.add(fresh);
    }

    /** Appends and syncs; on failure nothing of these is in the file. */
    void write(List<EventRecord> entries) throws IOException {
        makeUsable();
        if (end >= limits.segmentBytes()) {
            long next = entries.get(0).sequence();
            startSegment(next);
            retire(next - 1);
        }
        long start = end;
        try {
            for (EventRecord entry : entries) {
                ByteBuffer bytes = RecordFormat.encode(entry);
                while (bytes.hasRemaining()) {
                    end += channel.write(bytes, end);
                }
            }
            channel.force(false);
        } catch (IOException e) {
            end = start;
            try {
                channel.truncate(start);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** An interrupt closes a channel, and a write that failed may have left bytes behind the end. */
    private void makeUsable() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!channel.isOpen()) {
            channel = segments.get(segments.size() - 1).openForAppend();
        }
        if (channel.size() > end) {
            channel.truncate(end);
        }
    }

    private void retire(long last) throws IOException {
        Instant tooOld = clock.instant().minus(limits.keepAge());
        while (segments.size() > 1) {
            Segment oldest = segments.get(0);
            boolean needed = last - (segments.get(1).firstSequence() - 1) < limits.keepEvents();
            if (needed || Files.getLastModifiedTime(oldest.file()).toInstant().isAfter(tooOld)) {
                return;
            }
            segments.remove(0);
            Files.deleteIfExists(oldest.file());
        }
    }

    long firstSequence() {
        return segments.get(0).firstSequence();
    }

    /** {@return the segment that holds a sequence number, or the oldest one after it} */
    Segment segmentOf(long sequence) {
        Segment found = null;
        for (Segment segment : segments) {
            if (found != null && segment.firstSequence() > sequence) {
                break;
            }
            found = segment;
        }
        return found;
    }

    /** {@return the last sequence number that may be in a segment; {@code newest} if none comes after it} */
    long endOf(Segment segment, long newest) {
        for (Segment other : segments) {
            if (other.firstSequence() > segment.firstSequence()) {
                return other.firstSequence() - 1;
            }
        }
        return newest;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}
