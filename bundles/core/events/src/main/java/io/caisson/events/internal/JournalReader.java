package io.caisson.events.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is on disk, and puts a gap where numbers are missing. For one thread; makes no use of memory between calls. */
final class JournalReader {
    private static final Logger log = LoggerFactory.getLogger(JournalReader.class);

    /** A reader's place: how far it has seen, and where on disk the next record is, if known. For one thread. */
    static final class Position {
        private long seen;
        private Optional<Segment> segment = Optional.empty();
        private long offset;

        /** @param seen the sequence number after which to go on */
        Position(long seen) {
            this.seen = seen;
        }

        long seen() {
            return seen;
        }

        void seen(long sequence) {
            seen = Math.max(seen, sequence);
        }

        private void goTo(Segment to) {
            if (!segment.equals(Optional.of(to))) {
                segment = Optional.of(to);
                offset = 0;
            }
        }
    }

    private final Segments segments;
    private final InstantSource clock;
    private final Position position;
    private final EventFilter filter;
    private final int max;
    private final long until;
    private final List<EventRecord> found;

    /**
     * Makes a reader for one call of {@link #run}.
     *
     * @param max size of {@code found} at which it ends
     * @param until the last number to read; everything up to it has been written
     */
    JournalReader(
            Segments segments,
            InstantSource clock,
            Position position,
            EventFilter filter,
            int max,
            long until,
            List<EventRecord> found) {
        this.segments = segments;
        this.clock = clock;
        this.position = position;
        this.filter = filter;
        this.max = max;
        this.until = until;
        this.found = found;
    }

    /** Moves the position up to {@code until}, or to the wanted event that makes {@code max}. */
    void run() {
        Optional<Segment> next = position.segment.filter(segments::has).or(() -> segments.of(position.seen + 1));
        while (next.isPresent() && isWanting()) {
            position.goTo(next.get());
            readSegment(next.get());
            next = segments.after(next.get());
        }
        if (isWanting()) {
            lost(until + 1, Gap.Reason.DAMAGED, clock.instant());
        }
    }

    private boolean isWanting() {
        return position.seen < until && found.size() < max;
    }

    /** Reads until its end, or until nothing is wanting. */
    private void readSegment(Segment segment) {
        long end = segments.after(segment).map(Segment::firstSequence).orElse(Long.MAX_VALUE);
        try (SegmentScanner scanner = segment.scan(position.offset, end)) {
            while (isWanting()) {
                Optional<RecordFormat.Decoded> next = next(scanner, segment);
                if (next.isEmpty()) {
                    return;
                }
                take(segment, next.get());
                if (position.seen < next.get().sequence()) {
                    return; // it is given the next time
                }
                position.offset = scanner.position();
            }
        } catch (NoSuchFileException e) { // retired meanwhile, or gone: what is not in others is told as a gap
            log.atDebug().addKeyValue("file", segment.file()).log("segment is gone");
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.UNAVAILABLE,
                    "journal.read-failed",
                    "cannot read the journal: " + e,
                    Map.of("file", segment.file().toString()),
                    e);
        }
    }

    /** A disk that cannot read a part of a file has lost it. */
    private static Optional<RecordFormat.Decoded> next(SegmentScanner scanner, Segment segment) {
        try {
            return scanner.next();
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", segment.file()).setCause(e).log("a part of the journal cannot be read");
            return Optional.empty();
        }
    }

    private void take(Segment segment, RecordFormat.Decoded next) {
        if (next.sequence() <= position.seen) {
            return;
        }
        long before = Math.min(next.sequence(), until + 1);
        if (Gaps.between(position.seen, before)) {
            boolean dropped = segment.firstSequence() <= segments.keptFrom()
                    && Gaps.between(position.seen, segment.firstSequence());
            lost(before, dropped ? Gap.Reason.RETENTION : Gap.Reason.DAMAGED, next.at());
        }
        if (isWanting()) {
            position.seen = next.sequence();
            next.event().filter(filter::matches).ifPresent(found::add);
        }
    }

    private void lost(long before, Gap.Reason reason, Instant at) {
        EventRecord gap = Gaps.record(position.seen, before, reason, at);
        position.seen = before - 1;
        if (filter.matches(gap)) {
            found.add(gap);
        }
    }
}
