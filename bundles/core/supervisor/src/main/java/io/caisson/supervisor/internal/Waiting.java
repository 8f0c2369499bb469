package io.caisson.supervisor.internal;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting on the caller's own thread, never on a mailbox. */
final class Waiting {
    private static final Duration TELLING_PATIENCE = Duration.ofSeconds(3);

    private Waiting() {}

    /** {@return the exit; empty at the deadline} */
    static Optional<ExitStatus> forExit(CompletableFuture<ExitStatus> exit, Deadline deadline) {
        try {
            return Optional.of(exit.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaissonException(
                    ErrorCode.ABORTED, "operation.interrupted", "waiting for an exit was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("exits are never exceptional", e);
        }
    }

    /** {@return the exit when it is told, or some time after it is on disk: the journal may not take it; empty at the deadline} */
    static Optional<ExitStatus> forEnd(ManagedProcess process, Deadline deadline) {
        return forExit(process.recorded(), deadline)
                .map(exit -> forExit(process.exit(), deadline.atMost(TELLING_PATIENCE))
                        .orElse(exit));
    }

    /** {@return whether it was completed by the deadline} */
    static boolean until(CompletableFuture<Void> event, Deadline deadline) {
        try {
            event.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaissonException(ErrorCode.ABORTED, "operation.interrupted", "waiting was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is only ever completed", e);
        }
    }
}
