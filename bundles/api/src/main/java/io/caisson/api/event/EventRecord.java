package io.caisson.api.event;

import java.time.Instant;

/**
 * An event as it stands in the journal.
 *
 * @param sequence 1, 2, 3, ... over the life of the journal; the only order there is. A number is never used again. Where
 *     numbers are missing, a {@link Gap} says so
 * @param at wall time, for people; may jump. Of a gap: when the record after it was written
 * @param monotonicNanos CLOCK_BOOTTIME-like nanoseconds, for intervals within one boot; 0 for a gap
 */
public record EventRecord(long sequence, Instant at, long monotonicNanos, JournalEvent event) {}
