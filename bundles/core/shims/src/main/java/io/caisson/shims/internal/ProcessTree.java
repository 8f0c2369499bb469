package io.caisson.shims.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends a shim and all that it started: being their subreaper it keeps them together until the last has died. */
record ProcessTree(Kernel kernel, Fd shim, long shimPid) {
    private static final int SIGKILL = 9;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * Kills descendants until none lives, then asks the shim to end, then kills it.
     *
     * @param control where the shim is told to end; empty if that cannot be reached
     */
    void end(Optional<Fd> control, ByteBuffer done, Deadline deadline) {
        while (killDescendants() && !deadline.hasPassed() && !kernel.pidfdEnded(shim)) {
            kernel.awaitReadable(shim, deadline.atMost(PAUSE));
        }
        control.ifPresent(fd -> kernel.write(fd, done));
        if (control.isEmpty() || !kernel.awaitReadable(shim, deadline.atMost(GRACE))) {
            kill(kernel, shim);
            kernel.awaitReadable(shim, Deadline.after(GRACE));
        }
        kernel.waitChild(shim);
    }

    /** {@return whether one was alive} */
    private boolean killDescendants() {
        List<Long> pids = ProcessHandle.of(shimPid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
        boolean found = false;
        for (long pid : pids) {
            found |= killIfDescendant(pid);
        }
        return found;
    }

    private boolean killIfDescendant(long pid) {
        try (Fd pidfd = kernel.pidfdOpen(pid)) {
            // Asked again under the pidfd: the number may have been given away since it was listed.
            if (!isDescendant(pid) || kernel.pidfdEnded(pidfd)) {
                return false;
            }
            kernel.pidfdSendSignal(pidfd, SIGKILL);
            return true;
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.INVALID_ARGUMENT) {
                return false; // it has gone
            }
            throw e;
        }
    }

    private boolean isDescendant(long pid) {
        Optional<ProcessHandle> ancestor = ProcessHandle.of(pid).flatMap(ProcessHandle::parent);
        while (ancestor.isPresent()) {
            if (ancestor.get().pid() == shimPid) {
                return true;
            }
            ancestor = ancestor.get().parent();
        }
        return false;
    }

    /** Kills a process, which may have gone. */
    static void kill(Kernel kernel, Fd pidfd) {
        try {
            kernel.pidfdSendSignal(pidfd, SIGKILL);
        } catch (CaissonException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
