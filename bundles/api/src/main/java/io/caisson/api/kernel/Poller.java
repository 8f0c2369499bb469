package io.caisson.api.kernel;

/**
 * Waits for many descriptors with one epoll. After its handler was called a descriptor is quiet until
 * {@link Registration#rearm}: so a handler runs once at a time, on a bounded pool, and may block for a while. Safe for
 * many threads.
 */
public interface Poller extends AutoCloseable {
    /**
     * Calls {@code handler} once when the descriptor can be read, or hangs up. A pidfd can be read when its process has
     * ended.
     */
    Registration onReadable(Fd fd, Runnable handler);

    /** One watched descriptor. */
    interface Registration extends AutoCloseable {
        /** Listens again, once. Does nothing after {@link #close}. */
        void rearm();

        /** Stops listening; a handler that runs meanwhile ends first unless it is the caller. Twice does nothing. */
        @Override
        void close();
    }

    @Override
    void close();
}
