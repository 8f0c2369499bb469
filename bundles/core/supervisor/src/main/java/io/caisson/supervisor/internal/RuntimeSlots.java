package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Bounds how many runtime processes create, start and exec at one time. Callers wait for their turn on their own threads, in
 * order, and only so many of them. Exits, signals, stop and delete need no turn: they make room. Safe for many threads.
 */
final class RuntimeSlots {
    /** The system property that sets how many. */
    static final String PROPERTY = "caisson.runtimeCalls";

    private static final int FOR_EACH_CPU = 4;
    private static final int MOST_WAITING = 1_024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Semaphore free;
    private final int most;
    private final int mostWaiting;
    private final AtomicInteger waiting = new AtomicInteger();

    RuntimeSlots() {
        this(
                Math.max(
                        1,
                        Integer.getInteger(
                                PROPERTY, FOR_EACH_CPU * Runtime.getRuntime().availableProcessors())),
                MOST_WAITING);
    }

    RuntimeSlots(int most, int mostWaiting) {
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.free = new Semaphore(most, true);
    }

    /**
     * Runs a call when it is its turn.
     *
     * @throws CaissonException RESOURCE_EXHAUSTED {@code server.busy}: too many wait, or its turn did not come by the
     *     deadline; {@code server.no-descriptors}; nothing has happened then. ABORTED {@code operation.interrupted}
     */
    <T> T use(String verb, ContainerId id, Deadline deadline, Supplier<T> call) {
        if (!free.tryAcquire()) {
            queue(verb, id, deadline.atMost(LONGEST_WAIT));
        }
        try {
            SpareDescriptors.require();
            return call.get();
        } finally {
            free.release();
        }
    }

    private void queue(String verb, ContainerId id, Deadline deadline) {
        try {
            if (waiting.incrementAndGet() > mostWaiting
                    || !free.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CaissonException(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "server.busy",
                        verb + " of container " + id + " had no turn: " + most + " runtime calls are under way and "
                                + (waiting.get() - 1) + " others wait",
                        Map.of("container", id.value()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaissonException(
                    ErrorCode.ABORTED,
                    "operation.interrupted",
                    verb + " of container " + id + " was interrupted before its turn");
        } finally {
            waiting.decrementAndGet();
        }
    }
}
