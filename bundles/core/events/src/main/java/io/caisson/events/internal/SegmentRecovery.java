package io.caisson.events.internal;

import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the end of a journal as it lies on disk, and decides which number comes next. A number that may have been told to
 * anybody is not given again: behind damage so many are left out as can have been there.
 */
final class SegmentRecovery {
    /** More than a segment can hold: what may be lost when nothing tells its size. */
    static final long UNKNOWN_EVENTS = 1L << 20;

    private static final Logger log = LoggerFactory.getLogger(SegmentRecovery.class);
    private static final int SMALLEST_RECORD_BYTES = RecordFormat.HEADER_BYTES + 40;

    /** How a journal ends. */
    enum Ending {
        /** After its last record, or there is no journal. */
        WHOLE,
        /** In a record that was not written to its end, so that nobody was told of it. */
        TORN,
        /** In something that may have been records. */
        DAMAGED
    }

    /**
     * What is there.
     *
     * @param segments oldest first, without what holds nothing
     * @param newest events and gaps of the newest segment, at most as many as asked for
     * @param last the number after which the next event comes
     * @param segment the newest one, if it could be read
     * @param end offset behind the last record of that segment
     */
    record Found(
            List<Segment> segments,
            Deque<EventRecord> newest,
            long last,
            Optional<Segment> segment,
            long end,
            Ending ending) {}

    private final Path directory;
    private final InstantSource clock;
    private final int keep;
    private final Deque<EventRecord> newest = new ArrayDeque<>();
    private long seen;

    /** @param keep most events that are given back */
    SegmentRecovery(Path directory, InstantSource clock, int keep) {
        this.directory = directory;
        this.clock = clock;
        this.keep = keep;
    }

    Found run(long head) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(Files::isRegularFile)
                    .map(Segment::of)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(Segment::firstSequence))
                    .forEach(segments::add);
        }
        long first = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).firstSequence();
        if (head > first) {
            log.atError().addKeyValue("firstSequence", head).log("the newest segment of the journal is gone");
            seen = segments.isEmpty() ? 0 : head - 1;
            return lost(segments, head - 1 + UNKNOWN_EVENTS, Optional.empty(), 0);
        }
        if (segments.isEmpty()) {
            return new Found(segments, newest, 0, Optional.empty(), 0, Ending.WHOLE);
        }
        Segment segment = segments.get(segments.size() - 1);
        seen = first - 1;
        try (SegmentScanner scanner = segment.scan(0, Long.MAX_VALUE)) {
            for (Optional<RecordFormat.Decoded> next = scanner.next(); next.isPresent(); next = scanner.next()) {
                take(next.get());
            }
            return judge(segments, segment, scanner, head == first);
        } catch (IOException e) {
            log.atError().addKeyValue("file", segment.file()).setCause(e).log("the newest segment cannot be read");
            return lost(segments, seen + UNKNOWN_EVENTS, Optional.empty(), 0);
        }
    }

    private void take(RecordFormat.Decoded decoded) {
        if (Gaps.between(seen, decoded.sequence())) {
            newest.addLast(Gaps.record(seen, decoded.sequence(), Gap.Reason.DAMAGED, decoded.at()));
        }
        seen = decoded.sequence();
        decoded.event().ifPresent(newest::addLast);
        trim();
    }

    private void trim() {
        while (newest.size() > keep) {
            newest.removeFirst();
        }
    }

    private Found judge(List<Segment> segments, Segment segment, SegmentScanner scanner, boolean wasUsed)
            throws IOException {
        byte[] rest = scanner.rest();
        boolean empty = seen < segment.firstSequence();
        if (empty && wasUsed) {
            return lost(segments, seen + UNKNOWN_EVENTS, Optional.of(segment), scanner.position());
        }
        if (segment.size() < RecordFormat.MAGIC.length) { // its creation was not finished
            segments.remove(segment);
            return new Found(segments, newest, seen, Optional.empty(), 0, Ending.WHOLE);
        }
        if (rest.length == 0) {
            return new Found(segments, newest, seen, Optional.of(segment), scanner.position(), Ending.WHOLE);
        }
        if (isTorn(rest)) {
            return new Found(segments, newest, seen, Optional.of(segment), scanner.position(), Ending.TORN);
        }
        long most = (rest.length + SMALLEST_RECORD_BYTES - 1) / SMALLEST_RECORD_BYTES;
        return lost(segments, seen + most, Optional.of(segment), scanner.position());
    }

    /**
     * Whether these bytes are the beginning of the record that comes next, and no more. A whole record whose length was
     * changed is not: its payload is one JSON object without others in it, so that only a whole one ends as it does. A header may
     * end with any byte.
     */
    private boolean isTorn(byte[] rest) {
        if (rest.length < RecordFormat.HEADER_BYTES) {
            return true;
        }
        ByteBuffer header = ByteBuffer.wrap(rest);
        int length = header.getInt(0);
        return length > rest.length - RecordFormat.HEADER_BYTES
                && length <= RecordFormat.MAX_PAYLOAD_BYTES
                && RecordFormat.sequenceAt(header, 0) == seen + 1
                && (rest.length == RecordFormat.HEADER_BYTES || rest[rest.length - 1] != '}');
    }

    private Found lost(List<Segment> segments, long last, Optional<Segment> segment, long end) {
        if (last > seen) {
            newest.addLast(Gaps.record(seen, last + 1, Gap.Reason.DAMAGED, clock.instant()));
            trim();
        }
        return new Found(segments, newest, last, segment, end, Ending.DAMAGED);
    }
}
