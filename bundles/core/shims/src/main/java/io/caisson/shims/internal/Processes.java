package io.caisson.shims.internal;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Takes hold of processes that are no fresh children of ours. */
final class Processes {
    private static final int NO_SESSION = -1;
    private static final int SESSION_FIELD = 3; // after the name, which may have spaces: state, parent, group, session

    private Processes() {}

    /** {@return the session of a process, proc(5); -1 if it has gone} */
    static long session(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[SESSION_FIELD]);
        } catch (IOException e) {
            return NO_SESSION;
        }
    }

    /** {@return a pidfd of exactly that process; empty if it is gone, whoever has its number now} A zombie counts. */
    static Optional<Fd> open(Kernel kernel, ProcessIdentity wanted) {
        Fd pidfd;
        try {
            pidfd = kernel.pidfdOpen(wanted.pid());
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.INVALID_ARGUMENT) {
                return Optional.empty(); // the second: the number is a thread's now
            }
            throw e;
        }
        // The pidfd pins the number: what is identified after it was opened is what it means, if that is not reaped.
        Optional<ProcessIdentity> found = kernel.identify(wanted.pid());
        boolean same = found.isPresent()
                && found.get().isSameProcess(wanted)
                && found.get().pidfdInode().equals(kernel.pidfdInode(pidfd));
        if (!same) {
            pidfd.close();
            return Optional.empty();
        }
        return Optional.of(pidfd);
    }
}
