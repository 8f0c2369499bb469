package io.caisson.linux;

import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Poller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watched descriptor of {@link EpollPoller}; its lock is taken before the poller's, never after. */
final class EpollWatch implements Poller.Registration {
    private static final Logger LOG = LoggerFactory.getLogger(EpollWatch.class);

    private final EpollPoller poller;
    private final long key;
    private final Fd fd;
    private final Runnable handler;
    private Thread runner; // guarded by this; who runs the handler now
    private boolean rearmWanted; // guarded by this; asked for while the handler ran
    private boolean closed; // guarded by this

    EpollWatch(EpollPoller poller, long key, Fd fd, Runnable handler) {
        this.poller = poller;
        this.key = key;
        this.fd = fd;
        this.handler = handler;
    }

    long key() {
        return key;
    }

    Fd fd() {
        return fd;
    }

    /** Runs the handler on the calling thread; never throws, since the thread serves others too. */
    void fire() {
        synchronized (this) {
            if (closed) {
                return;
            }
            runner = Thread.currentThread();
        }
        try {
            handler.run();
        } catch (RuntimeException | Error e) {
            report(e);
        } finally {
            finish();
        }
    }

    private synchronized void finish() {
        runner = null;
        notifyAll();
        boolean wanted = rearmWanted && !closed;
        rearmWanted = false;
        try {
            if (wanted) {
                poller.rearm(this);
            }
        } catch (RuntimeException e) {
            report(e);
        }
    }

    private void report(Throwable failure) {
        LOG.atError().setCause(failure).addKeyValue("descriptor", fd).log("poller handler failed");
    }

    @Override
    public synchronized void rearm() {
        if (closed) {
            return;
        }
        if (runner == null) {
            poller.rearm(this);
        } else {
            rearmWanted = true; // armed now, another thread could run the handler beside this one
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        poller.remove(this);
        boolean interrupted = false;
        while (runner != null && runner != Thread.currentThread()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // what the handler uses is freed after close: it may not return early
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
