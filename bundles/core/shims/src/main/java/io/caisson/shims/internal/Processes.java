package io.caisson.shims.internal;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import java.util.Optional;

/** Takes hold of processes that are no fresh children of ours. */
final class Processes {
    private Processes() {}

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
