package io.caisson.api.event;

import java.time.Instant;

/**
 * An event as it stands in the journal.
 *
 * @param sequence 1, 2, 3, ... over the life of the journal, without gaps; the only order there is
 * @param at wall time, for people; may jump
 * @param monotonicNanos CLOCK_BOOTTIME-like nanoseconds, for intervals within one boot
 */
public record EventRecord(long sequence, Instant at, long monotonicNanos, ContainerEvent event) {}
