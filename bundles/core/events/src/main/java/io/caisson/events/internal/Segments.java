package io.caisson.events.internal;

import io.caisson.api.failpoint.FailPoints;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which segments there are, oldest first. One thread at a time changes it; any may look. */
final class Segments {
    private static final Logger log = LoggerFactory.getLogger(Segments.class);

    private final Disk disk;
    private final InstantSource clock;
    private final List<Segment> segments;
    private volatile long keptFrom;

    Segments(Disk disk, InstantSource clock, List<Segment> found) {
        this.disk = disk;
        this.clock = clock;
        this.segments = new CopyOnWriteArrayList<>(found);
        this.keptFrom = found.stream().mapToLong(Segment::firstSequence).min().orElse(0);
    }

    /** Adds the newest one; it takes the place of one of the same number. */
    void add(Segment fresh) {
        segments.remove(fresh);
        segments.add(fresh);
    }

    /** Of a list that is not empty. */
    Segment newest() {
        return segments.get(segments.size() - 1);
    }

    Optional<Segment> oldest() {
        return segments.stream().findFirst();
    }

    /** {@return the sequence number before which everything was dropped, or is just being dropped} */
    long keptFrom() {
        return keptFrom;
    }

    boolean has(Segment segment) {
        return segments.contains(segment);
    }

    /** {@return the segment that may hold a sequence number, else the oldest one after it; empty if there is none at all} */
    Optional<Segment> of(long sequence) {
        Optional<Segment> found = Optional.empty();
        for (Segment segment : segments) {
            if (found.isPresent() && segment.firstSequence() > sequence) {
                break;
            }
            found = Optional.of(segment);
        }
        return found;
    }

    Optional<Segment> after(Segment segment) {
        return segments.stream()
                .filter(other -> other.firstSequence() > segment.firstSequence())
                .findFirst();
    }

    /** Removes the oldest ones that need not be kept. What fails is tried again the next time. */
    void retire(long last, Limits limits) {
        try {
            long bytes = 0;
            for (Segment segment : segments) {
                bytes += segment.size();
            }
            while (segments.size() > 1 && (bytes > limits.maxBytes() || isBeyond(segments.get(1), last, limits))) {
                Segment oldest = segments.get(0);
                bytes -= oldest.size();
                keptFrom = segments.get(1).firstSequence(); // first: a reader that misses the file must know why
                FailPoints.hit("events.before-retire");
                disk.delete(oldest.file());
                FailPoints.hit("events.after-retire");
                segments.remove(oldest);
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("old events cannot be removed");
        }
    }

    /** {@return whether all before a segment is beyond count and age} */
    private boolean isBeyond(Segment next, long last, Limits limits) throws IOException {
        if (last - (next.firstSequence() - 1) < limits.keepEvents()) {
            return false;
        }
        Instant begun = clock.instant();
        try (SegmentScanner scanner = next.scan(0, Long.MAX_VALUE)) {
            begun = scanner.next().map(RecordFormat.Decoded::at).orElse(begun);
        }
        return !begun.isAfter(clock.instant().minus(limits.keepAge()));
    }
}
