package io.caisson.events.internal;

import java.time.Duration;

/**
 * How files are cut and how much is kept: an old segment goes when it is beyond {@code keepEvents} and beyond {@code
 * keepAge}, or when all together are beyond {@code maxBytes}.
 *
 * @param segmentBytes size from which a new segment is begun
 * @param keepEvents at least so many of the newest events stay
 * @param keepAge at least all events of this age or younger stay
 * @param maxBytes of all segments, looked at when a new one is begun; wins over both
 */
record Limits(long segmentBytes, long keepEvents, Duration keepAge, long maxBytes) {
    static final Limits DEFAULT = new Limits(4L << 20, 100_000, Duration.ofDays(7), 1L << 30);
}
