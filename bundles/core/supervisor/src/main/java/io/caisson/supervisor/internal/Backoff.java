package io.caisson.supervisor.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a container that does not stay up waits before it is started again: doubling, with a tenth of chance to either
 * side so that many that fell together do not rise together.
 *
 * @param first pause before the first restart
 * @param longest no pause is longer, but for chance
 * @param settled after a life of this length the next pause is the first again
 */
record Backoff(Duration first, Duration longest, Duration settled) {
    static final Backoff USUAL = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60), Duration.ofSeconds(10));

    private static final int MOST_DOUBLINGS = 30;

    /** @param before how many restarts or attempts came before it in a row */
    Duration pause(int before) {
        long doubled = first.toNanos() << Math.min(before, MOST_DOUBLINGS);
        long nanos = doubled >> Math.min(before, MOST_DOUBLINGS) == first.toNanos()
                ? Math.min(doubled, longest.toNanos())
                : longest.toNanos();
        return Duration.ofNanos(nanos - nanos / 10 + ThreadLocalRandom.current().nextLong(nanos / 5 + 1));
    }
}
