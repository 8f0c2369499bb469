package io.caisson.shims.internal;

import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.kernel.Poller;
import io.caisson.shims.internal.program.Machine;
import io.caisson.shims.internal.program.MonitorSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all shims of a manager share: the kernel, one poller, bounded pools, the interpreter. Safe for many threads. */
final class ShimContext implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShimContext.class);
    private static final int POLLER_THREADS = 2;
    private static final int OUTPUT_THREADS = 16;
    private static final int TIMER_THREADS = 2;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long IDLE_SECONDS = 30;
    private static final long STOP_SECONDS = 5;

    private final Kernel kernel;
    private final Poller poller;
    private final ExecutorService output;
    private final ScheduledThreadPoolExecutor timer;
    private final Orphans orphans;
    private final Fd interpreter;
    private final OomScore oomScore = new OomScore();
    private final MonitorSettings monitorSettings;
    private final ThreadLocal<ByteBuffer> buffers =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    /** @param adjust changes what all programs of this manager are compiled with */
    ShimContext(Kernel kernel, UnaryOperator<MonitorSettings> adjust) {
        this.kernel = kernel;
        this.monitorSettings = adjust.apply(MonitorSettings.of(oomScore.ofServer()));
        this.interpreter = kernel.sealedMemfd("caisson-shim", ShimBinary.of(Machine.here()));
        this.poller = kernel.newPoller("caisson-shims", POLLER_THREADS);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                OUTPUT_THREADS,
                OUTPUT_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("caisson-shim-output-"));
        pool.allowCoreThreadTimeOut(true);
        this.output = pool;
        this.timer = new ScheduledThreadPoolExecutor(TIMER_THREADS, daemons("caisson-shim-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.orphans = new Orphans(kernel, timer);
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    Kernel kernel() {
        return kernel;
    }

    Poller poller() {
        return poller;
    }

    /** {@return where output is handed on; a task may block there for a while} */
    ExecutorService output() {
        return output;
    }

    /** Runs a short task after a pause; not at all once the manager was closed. */
    void later(Duration pause, Runnable task) {
        try {
            timer.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("closed, nothing is done later");
        }
    }

    Orphans orphans() {
        return orphans;
    }

    /** {@return the interpreter's sealed memfd, shared by all shims} */
    Fd interpreter() {
        return interpreter;
    }

    OomScore oomScore() {
        return oomScore;
    }

    MonitorSettings monitorSettings() {
        return monitorSettings;
    }

    /** {@return an empty buffer of this thread} */
    ByteBuffer buffer() {
        return buffers.get().clear();
    }

    @Override
    public void close() {
        poller.close();
        timer.shutdownNow();
        output.shutdown();
        try {
            if (!output.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                output.shutdownNow();
            }
        } catch (InterruptedException e) {
            output.shutdownNow();
            Thread.currentThread().interrupt();
        }
        interpreter.close();
    }
}
