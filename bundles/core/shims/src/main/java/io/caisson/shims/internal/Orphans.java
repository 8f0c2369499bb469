package io.caisson.shims.internal;

import io.caisson.api.kernel.Kernel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaps what shims leave to the server when they are killed. A container's process that is awaited must not be reaped
 * unseen: where the kernel forgets exit statuses, sweeping rests until its watch has its status. Safe for many threads.
 */
final class Orphans {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final long FIRST_SECONDS = 1;
    private static final long SECONDS = 5;

    private final Kernel kernel;
    private final ScheduledExecutorService timer;
    private final boolean kernelRemembers = remembers(System.getProperty("os.version"));
    private final Set<ExitWatch> awaited = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    Orphans(Kernel kernel, ScheduledExecutorService timer) {
        this.kernel = kernel;
        this.timer = timer;
    }

    /** {@return whether a kernel tells a pidfd's exit status after the process was reaped: Linux 6.15} */
    static boolean remembers(String version) {
        String[] numbers = version.split("[^0-9]+");
        int major = numbers.length > 0 && !numbers[0].isEmpty() ? Integer.parseInt(numbers[0]) : 0;
        int minor = numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0;
        return major > 6 || major == 6 && minor >= 15;
    }

    /** A shim went and its children, if it had any, came to us. From now on they are reaped when they end. */
    void came() {
        if (sweeping.compareAndSet(false, true)) {
            timer.scheduleWithFixedDelay(this::sweep, FIRST_SECONDS, SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A process that may be our child now, whose status is wanted. */
    void await(ExitWatch watch) {
        awaited.add(watch);
    }

    void forget(ExitWatch watch) {
        awaited.remove(watch);
    }

    private void sweep() {
        try {
            if (kernelRemembers || awaited.isEmpty()) {
                kernel.reapOrphans();
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("cannot reap orphans");
        }
    }
}
