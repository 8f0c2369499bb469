package io.caisson.linux;

import java.nio.ByteBuffer;
import jnr.constants.platform.Errno;
import jnr.ffi.Platform;

/** One epoll with one-shot watches, and an eventfd that wakes everybody for good. Safe for many threads. */
final class Epoll {
    /** {@code struct epoll_event} is packed on x86-64 only. */
    private static final boolean PACKED = Platform.getNativePlatform().getCPU() == Platform.CPU.X86_64;

    private static final int KEY_AT = PACKED ? 4 : 8;
    private static final int EVENT_BYTES = PACKED ? 12 : 16;

    /** What {@link #next} returns after {@link #stop}; keys of watches are positive. */
    static final long STOPPED = 0;

    private final Native linux;
    private final Libc libc;
    private final OwnedFd epoll;
    private final OwnedFd stop;

    Epoll(Native linux) {
        this.linux = linux;
        this.libc = linux.libc();
        this.epoll = new OwnedFd(
                libc, linux.check("epoll_create1", "new", () -> libc.epoll_create1(Constants.EPOLL_CLOEXEC)));
        this.stop = stopEvent();
    }

    private OwnedFd stopEvent() {
        try {
            OwnedFd event = new OwnedFd(
                    libc,
                    linux.check(
                            "eventfd", "new", () -> libc.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK)));
            linux.check(
                    "epoll_ctl",
                    event,
                    () -> libc.epoll_ctl(
                            epoll.number(),
                            Constants.EPOLL_CTL_ADD,
                            event.number(),
                            event(Constants.EPOLLIN, STOPPED)));
            return event;
        } catch (RuntimeException e) {
            epoll.close();
            throw e;
        }
    }

    /** Watches for input, once. */
    void add(int number, long key) {
        control(Constants.EPOLL_CTL_ADD, number, key);
    }

    /** Watches once more. */
    void rearm(int number, long key) {
        control(Constants.EPOLL_CTL_MOD, number, key);
    }

    private void control(int operation, int number, long key) {
        linux.check(
                "epoll_ctl",
                "descriptor " + number,
                () -> libc.epoll_ctl(
                        epoll.number(), operation, number, event(Constants.EPOLLIN | Constants.EPOLLONESHOT, key)));
    }

    /** Stops watching; the kernel may have done so already. */
    void remove(int number) {
        linux.call(() -> libc.epoll_ctl(epoll.number(), Constants.EPOLL_CTL_DEL, number, event(0, 0)));
    }

    /** Blocks until a watch fires or {@link #stop} was called. {@return its key, or {@link #STOPPED}} */
    long next() {
        ByteBuffer event = FileCalls.struct(EVENT_BYTES);
        linux.check("epoll_wait", epoll, () -> libc.epoll_wait(epoll.number(), event, 1, -1));
        return event.getLong(KEY_AT);
    }

    /** Wakes all threads in {@link #next}, now and later: nobody reads the eventfd. */
    void stop() {
        ByteBuffer one = FileCalls.struct(Long.BYTES);
        one.putLong(0, 1);
        long result = linux.call(() -> libc.write(stop.number(), one, Long.BYTES));
        if (result < 0 && !Native.is(result, Errno.EAGAIN)) {
            throw KernelErrors.of("write", "eventfd", (int) -result);
        }
    }

    /** Only when no thread is in any call of this. */
    void close() {
        stop.close();
        epoll.close();
    }

    private static ByteBuffer event(int events, long key) {
        ByteBuffer event = FileCalls.struct(EVENT_BYTES);
        event.putInt(0, events);
        event.putLong(KEY_AT, key);
        return event;
    }
}
