package io.caisson.runc;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does. */
final class Waiting {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Waiting() {}

    static void until(Callable<Boolean> condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - began > LONGEST_NANOS) {
                throw new AssertionError("it did not happen in 20 s");
            }
            Thread.sleep(10);
        }
    }
}
