package io.caisson.shims.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * Ends a shim and all that it started: being their subreaper it keeps them together until the last has died. What a shim
 * that was killed has left is known by the session that it began.
 */
record ProcessTree(Kernel kernel, Fd shim, long shimPid) {
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * Kills descendants until none lives, then asks the shim to end, then kills it.
     *
     * @param control where the shim is told to end; empty if that cannot be reached
     */
    void end(Optional<Fd> control, ByteBuffer done, Deadline deadline) {
        while (signalAll(SIGKILL, this::isDescendant) && !deadline.hasPassed() && !kernel.pidfdEnded(shim)) {
            kernel.awaitReadable(shim, deadline.atMost(PAUSE));
        }
        boolean lost = kernel.pidfdEnded(shim);
        control.ifPresent(fd -> kernel.write(fd, done));
        if (control.isEmpty() || !kernel.awaitReadable(shim, deadline.atMost(GRACE))) {
            kill(kernel, shim);
            kernel.awaitReadable(shim, Deadline.after(GRACE));
        }
        kernel.waitChild(shim);
        // Stopped first: a parent that dies takes along what tells that its children belong here.
        while (lost && signalAll(SIGSTOP, this::isLeft) && !deadline.hasPassed()) {
            signalAll(SIGKILL, this::isLeft);
        }
    }

    /** Kills the process that a runtime's pid file names, if this server has inherited it from a shim that was killed. */
    void killInherited(long pid) {
        signalAll(
                Stream.of(pid),
                SIGKILL,
                wanted -> ProcessHandle.of(wanted)
                        .flatMap(ProcessHandle::parent)
                        .filter(ProcessHandle.current()::equals)
                        .isPresent());
    }

    /** {@return whether one was alive} */
    private boolean signalAll(int signal, LongPredicate meant) {
        return signalAll(ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(meant::test), signal, meant);
    }

    private boolean signalAll(Stream<Long> pids, int signal, LongPredicate meant) {
        List<Fd> held =
                pids.map(pid -> hold(pid, meant)).filter(Objects::nonNull).toList();
        held.forEach(pidfd -> {
            signal(kernel, pidfd, signal);
            pidfd.close();
        });
        return !held.isEmpty();
    }

    /** {@return a pidfd; null if it has ended or is not meant} */
    private Fd hold(long pid, LongPredicate meant) {
        try {
            Fd pidfd = kernel.pidfdOpen(pid);
            // Asked again under the pidfd: the number may have been given away since it was listed.
            if (meant.test(pid) && !kernel.pidfdEnded(pidfd)) {
                return pidfd;
            }
            pidfd.close();
            return null;
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.INVALID_ARGUMENT) {
                return null; // it has gone
            }
            throw e;
        }
    }

    private boolean isDescendant(long pid) {
        return ancestors(ProcessHandle.of(pid).flatMap(ProcessHandle::parent))
                .anyMatch(ancestor -> ancestor.pid() == shimPid);
    }

    private boolean isLeft(long pid) {
        return ancestors(ProcessHandle.of(pid)).anyMatch(ancestor -> Processes.session(ancestor.pid()) == shimPid);
    }

    private static Stream<ProcessHandle> ancestors(Optional<ProcessHandle> first) {
        return Stream.iterate(first, Optional::isPresent, each -> each.flatMap(ProcessHandle::parent))
                .map(Optional::get);
    }

    /** Kills a process, which may have gone. */
    static void kill(Kernel kernel, Fd pidfd) {
        signal(kernel, pidfd, SIGKILL);
    }

    private static void signal(Kernel kernel, Fd pidfd, int signal) {
        try {
            kernel.pidfdSendSignal(pidfd, signal);
        } catch (CaissonException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
