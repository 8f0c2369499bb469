package io.caisson.supervisor.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Named, bounded pools of daemon threads. */
final class Threads {
    private static final long IDLE_SECONDS = 30;

    private Threads() {}

    /** {@return a pool that grows to {@code most} threads and shrinks again; what waits is bounded by its users} */
    static ExecutorService bounded(String name, int most) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static ScheduledExecutorService scheduler(String name) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, named(name));
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            // A pool's thread must not keep the class loader of whoever happened to be the first caller.
            thread.setContextClassLoader(Threads.class.getClassLoader());
            return thread;
        };
    }
}
