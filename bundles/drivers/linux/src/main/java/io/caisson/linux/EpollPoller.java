package io.caisson.linux;

import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Poller;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Poller} whose threads all wait in the same epoll: the kernel wakes one for each event, and that one runs the
 * handler, so nothing is queued here. A handler may run before {@link #onReadable} has returned. Close a registration
 * before its descriptor: the kernel knows a watch by its number, which the next open takes.
 */
final class EpollPoller implements Poller {
    private static final Logger LOG = LoggerFactory.getLogger(EpollPoller.class);

    private final String name;
    private final Epoll epoll;
    private final ConcurrentMap<Long, EpollWatch> watches = new ConcurrentHashMap<>();
    private final List<Thread> threads;
    private long lastKey; // guarded by this
    private boolean closed; // guarded by this; epoll is used under this lock only, but for waiting
    private int alive; // guarded by this; the last thread closes the epoll

    EpollPoller(Native linux, String name, int threadCount) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("a poller needs a thread");
        }
        this.name = name;
        this.epoll = new Epoll(linux);
        this.alive = threadCount;
        this.threads = IntStream.range(0, threadCount)
                .mapToObj(i -> Threads.daemon(name + "-" + i, this::work))
                .toList();
        threads.forEach(Thread::start);
    }

    @Override
    public Registration onReadable(Fd fd, Runnable handler) {
        EpollWatch watch;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("poller " + name + " is closed");
            }
            watch = new EpollWatch(this, ++lastKey, fd, handler);
            watches.put(watch.key(), watch); // before it is armed: it may fire at once
            try {
                epoll.add(fd.number(), watch.key());
            } catch (RuntimeException e) {
                watches.remove(watch.key());
                throw e;
            }
        }
        return watch;
    }

    synchronized void rearm(EpollWatch watch) {
        if (!closed) {
            epoll.rearm(watch.fd().number(), watch.key());
        }
    }

    synchronized void remove(EpollWatch watch) {
        watches.remove(watch.key());
        if (!closed && watch.fd().isOpen()) {
            epoll.remove(watch.fd().number());
        }
    }

    private void work() {
        try {
            for (long key = epoll.next(); key != Epoll.STOPPED && !isClosed(); key = epoll.next()) {
                EpollWatch watch = watches.get(key);
                if (watch != null) {
                    watch.fire();
                }
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("poller", name).log("poller thread ended");
        } finally {
            leave();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void leave() {
        alive--;
        if (alive == 0) {
            closed = true;
            epoll.close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                epoll.stop();
            }
        }
        if (!threads.contains(Thread.currentThread())) { // a handler would wait for itself
            threads.forEach(EpollPoller::joinFully);
        }
    }

    private static void joinFully(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // what the handlers use is freed after close: it may not return early
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
