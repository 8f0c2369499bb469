package io.caisson.supervisor.internal;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers of lives: ids are used again, births never. Safe for many threads. */
final class Births {
    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    Births(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes note of a birth that was. */
    void seen(long birth) {
        last.accumulateAndGet(birth, Math::max);
    }

    /** Microseconds since 1970, made strictly growing: unique over restarts without a counter on disk. */
    long next() {
        long now = TimeUnit.MILLISECONDS.toMicros(clock.millis());
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }
}
