package io.caisson.supervisor.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of all mailboxes: those that note facts, and those that work for clients and may wait for runtimes. */
final class WorkerPools {
    private static final Logger log = LoggerFactory.getLogger(WorkerPools.class);
    private static final Duration STOP_BUDGET = Duration.ofMillis(5_500);
    private static final Duration INTERRUPTED_BUDGET = Duration.ofSeconds(1);

    private final ExecutorService facts;
    private final ExecutorService calls;

    WorkerPools() {
        int cpus = Runtime.getRuntime().availableProcessors();
        facts = Threads.bounded("caisson-facts", Math.max(16, 4 * cpus));
        calls = Threads.bounded("caisson-containers", Math.max(16, 8 * cpus));
    }

    Executor facts() {
        return facts;
    }

    Executor calls() {
        return calls;
    }

    /** Lets what is under way end, for a while. */
    void stop() {
        calls.shutdown();
        facts.shutdown();
        try {
            if (!end(STOP_BUDGET)) {
                log.warn("operations are still under way; the next start ends them");
                calls.shutdownNow();
                facts.shutdownNow();
                end(INTERRUPTED_BUDGET);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean end(Duration budget) throws InterruptedException {
        long until = System.nanoTime() + budget.toNanos();
        return calls.awaitTermination(budget.toNanos(), TimeUnit.NANOSECONDS)
                && facts.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
