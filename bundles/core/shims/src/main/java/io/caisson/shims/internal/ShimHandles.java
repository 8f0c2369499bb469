package io.caisson.shims.internal;

import io.caisson.api.kernel.Fd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The descriptors that the server holds for one shim, while they are collected and afterwards. Output is the pump's.
 * Guarded by whoever holds it.
 */
final class ShimHandles implements AutoCloseable {
    private Fd shim;
    private Fd process;
    private Fd control;
    private Fd notices;
    private Fd stdin;
    private Fd terminal;
    private ServerLock lock;
    private final List<Fd> keepers = new ArrayList<>();

    void shim(Fd fd) {
        shim = fd;
    }

    /** {@return the shim's pidfd} */
    Optional<Fd> shim() {
        return Optional.ofNullable(shim);
    }

    void process(Fd fd) {
        process = fd;
    }

    /** {@return the pidfd of the container's process} */
    Optional<Fd> process() {
        return Optional.ofNullable(process);
    }

    void control(Fd fd) {
        control = fd;
    }

    Optional<Fd> control() {
        return Optional.ofNullable(control);
    }

    void notices(Fd fd) {
        notices = fd;
    }

    Optional<Fd> notices() {
        return Optional.ofNullable(notices);
    }

    void stdin(Fd fd) {
        stdin = fd;
    }

    /** {@return our end of a standard input of kind Server, or the keeper of a client's} */
    Optional<Fd> stdin() {
        return Optional.ofNullable(stdin);
    }

    void terminal(Fd fd) {
        terminal = fd;
    }

    /** {@return the terminal's master, for writing and resizing} */
    Optional<Fd> terminal() {
        return Optional.ofNullable(terminal);
    }

    void lock(ServerLock held) {
        lock = held;
    }

    /** Keeps a client's stream open even if the shim is killed. */
    void keep(Fd keeper) {
        keepers.add(keeper);
    }

    void closeStdin() {
        close(stdin);
        stdin = null;
    }

    @Override
    public void close() {
        for (Fd fd : new Fd[] {shim, process, control, notices, stdin, terminal}) {
            close(fd);
        }
        keepers.forEach(Fd::close);
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private static void close(Fd fd) {
        if (fd != null) {
            fd.close();
        }
    }
}
