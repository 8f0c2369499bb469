package io.caisson.events.internal;

import io.caisson.api.event.EventRecord;
import io.caisson.api.failpoint.FailPoints;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the segment files of a journal. For one thread at a time, but for {@link #segments}.
 *
 * <p>A segment is written to as long as all goes well with it. After a failed sync nobody knows what of it is on disk, and a
 * second sync would say that all is well. So it is given up: what was not acknowledged goes into a new segment, whose number
 * makes readers stop before what the old one may hold of it.
 */
final class SegmentStore implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(SegmentStore.class);

    private final Path directory;
    private final Disk disk;
    private final Head head;
    private final Segments segments;
    private Limits limits;
    private Optional<Disk.Output> output = Optional.empty(); // of the newest segment; empty: a new one must be begun
    private long end; // of the newest segment's records
    private boolean closed;

    /**
     * A store with what was found in it.
     *
     * @param newest events and gaps of the newest segment
     * @param last the number after which the next event comes
     */
    record Opened(SegmentStore store, Iterable<EventRecord> newest, long last) {}

    /**
     * Opens a journal and finds its end; a damaged end is cut and kept aside.
     *
     * @param keep most events of the newest segment that are given back
     * @throws IOException when the directory cannot be made or listed; it may be tried again
     */
    static Opened open(Path directory, Disk disk, InstantSource clock, Limits limits, int keep) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Head head = new Head(directory, disk);
        SegmentRecovery.Found found = new SegmentRecovery(directory, clock, keep).run(head.segment());
        SegmentStore store =
                new SegmentStore(directory, disk, head, new Segments(disk, clock, found.segments()), limits);
        store.repair(found, clock.millis());
        return new Opened(store, found.newest(), found.last());
    }

    private SegmentStore(Path directory, Disk disk, Head head, Segments segments, Limits limits) {
        this.directory = directory;
        this.disk = disk;
        this.head = head;
        this.segments = segments;
        this.limits = limits;
    }

    /** What fails here leaves the files as they are; the next write begins a new segment. */
    private void repair(SegmentRecovery.Found found, long now) {
        try {
            if (found.ending() == SegmentRecovery.Ending.DAMAGED) {
                // First: its name alone keeps the numbers that are left out from being given after all.
                begin(found.last() + 1);
            }
            if (found.segment().isPresent()) {
                Segment segment = found.segment().get();
                if (found.ending() != SegmentRecovery.Ending.WHOLE) {
                    Path aside = new KeptAside(directory, disk).cut(segment, found.end(), now);
                    log.atWarn()
                            .addKeyValue("file", segment.file())
                            .addKeyValue("keptAside", aside.getFileName())
                            .log("the end of the journal was damaged and is cut");
                }
                if (found.ending() != SegmentRecovery.Ending.DAMAGED) {
                    Disk.Output opened = disk.open(segment.file());
                    output = Optional.of(opened);
                    end = found.end();
                    opened.sync(); // what the server before did not come to sync must not be told before it is durable
                }
            }
        } catch (IOException e) {
            log.atError().addKeyValue("directory", directory).setCause(e).log("the journal's end cannot be repaired");
            if (found.ending() != SegmentRecovery.Ending.DAMAGED) {
                closeOutput();
            }
        }
    }

    Segments segments() {
        return segments;
    }

    /** Appends and syncs; on failure nothing of these is in the journal. */
    void write(List<EventRecord> entries) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        long first = entries.get(0).sequence();
        ByteBuffer bytes = RecordFormat.encode(entries);
        Disk.Output to = usable(first);
        write(to, bytes);
        FailPoints.hit("events.after-write");
        try {
            to.sync();
        } catch (IOException e) {
            if (!to.isOpen()) { // an interrupt, which says nothing of the disk: the next one opens it again
                throw e;
            }
            giveUp(to, e);
            Disk.Output fresh = begin(first);
            write(fresh, bytes.rewind());
            try {
                fresh.sync();
            } catch (IOException again) {
                giveUp(fresh, again);
                throw again;
            }
        }
        FailPoints.hit("events.after-sync");
        end += bytes.limit();
        head.note(segments.newest().firstSequence());
    }

    private Disk.Output usable(long first) throws IOException {
        if (output.isEmpty()) {
            return begin(first);
        }
        Disk.Output now = output.get();
        if (!now.isOpen()) {
            now = disk.open(segments.newest().file());
            output = Optional.of(now);
        }
        if (end >= limits.segmentBytes()) {
            FailPoints.hit("events.before-roll");
            now = begin(first);
            FailPoints.hit("events.after-roll");
            segments.retire(first - 1, limits);
        }
        if (now.size() > end) { // of a write that failed
            now.truncate(end);
        }
        return now;
    }

    private void write(Disk.Output to, ByteBuffer bytes) throws IOException {
        try {
            long position = end;
            while (bytes.hasRemaining()) {
                position += to.write(bytes, position);
            }
        } catch (IOException e) {
            if (to.isOpen()) {
                try {
                    to.truncate(end); // frees what a full disk needs; also done before the next write
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
            throw e;
        }
    }

    private Disk.Output begin(long firstSequence) throws IOException {
        Segment fresh = Segment.at(directory, firstSequence);
        disk.delete(fresh.file()); // what an attempt left that failed: nobody was told of a record in it
        Disk.Output begun = disk.create(fresh.file());
        try {
            FailPoints.hit("events.after-roll-create");
            ByteBuffer magic = ByteBuffer.wrap(RecordFormat.MAGIC);
            long position = 0;
            while (magic.hasRemaining()) {
                position += begun.write(magic, position);
            }
            begun.sync();
            disk.syncDirectory(directory);
        } catch (IOException | RuntimeException e) {
            try {
                begun.close();
                disk.delete(fresh.file());
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        closeOutput();
        segments.add(fresh);
        output = Optional.of(begun);
        end = RecordFormat.MAGIC.length;
        return begun;
    }

    private void giveUp(Disk.Output failed, IOException e) {
        log.atError()
                .addKeyValue("file", segments.newest().file())
                .setCause(e)
                .log("a segment of the journal cannot be synced and is given up");
        try {
            failed.truncate(end); // for who looks into it; readers stop there in any case
        } catch (IOException suppressed) {
            e.addSuppressed(suppressed);
        }
        closeOutput();
    }

    private void closeOutput() {
        try {
            if (output.isPresent()) {
                output.get().close();
            }
        } catch (IOException e) { // all that counts was synced
            log.atDebug().addKeyValue("directory", directory).setCause(e).log("segment not closed");
        }
        output = Optional.empty();
    }

    /** Takes other limits. @param last the newest sequence number */
    void limit(Limits changed, long last) {
        limits = changed;
        segments.retire(last, changed);
    }

    @Override
    public void close() {
        closed = true;
        closeOutput();
    }
}
