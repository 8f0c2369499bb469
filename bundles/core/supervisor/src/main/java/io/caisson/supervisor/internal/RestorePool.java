package io.caisson.supervisor.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that take up containers when the server starts. What hangs holds its thread; the pool gets another one for
 * it, up to a bound, so that a few wedged containers do not keep the others waiting. Safe for many threads.
 */
final class RestorePool implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RestorePool.class);
    private static final int USUAL_THREADS =
            Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
    private static final int MOST_THREADS = 128;
    private static final long IDLE_SECONDS = 5;
    private static final long STOP_SECONDS = 2;

    private final ThreadPoolExecutor pool;
    private final ScheduledExecutorService timer;

    RestorePool(ScheduledExecutorService timer) {
        this.timer = timer;
        pool = new ThreadPoolExecutor(
                USUAL_THREADS,
                USUAL_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // one task for each directory at most
                Threads.named("caisson-restore"));
        pool.allowCoreThreadTimeOut(true);
    }

    /** @throws RejectedExecutionException when the server goes down */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Runs a task, or drops it when the server goes down: the next one begins with what is on disk. */
    void begin(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            log.atDebug().log("nothing is restored any more, the server stops");
        }
    }

    /** Runs a short task after a pause, on the timer's own thread. {@return cancels it} */
    Runnable later(Duration pause, Runnable task) {
        try {
            var scheduled = timer.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            log.atDebug().log("nothing is restored any more, the server stops");
            return () -> {};
        }
    }

    /** One of the threads hangs: another one takes its place. */
    synchronized void replaceHanging() {
        int threads = Math.min(pool.getMaximumPoolSize() + 1, MOST_THREADS);
        pool.setMaximumPoolSize(threads);
        pool.setCorePoolSize(threads);
    }

    /** Interrupts what runs and waits a while for its end. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("a container is still being restored; the next start does it again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
