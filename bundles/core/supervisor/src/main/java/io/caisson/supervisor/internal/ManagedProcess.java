package io.caisson.supervisor.internal;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The living side of one process: its shim, its output, its exit to come. Safe for many threads. */
final class ManagedProcess {
    private static final Duration STDIN_PATIENCE = Duration.ofMinutes(10);

    private final ProcessId id;
    private final ProcessOutput output = new ProcessOutput();
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final CompletableFuture<ExitStatus> recorded = new CompletableFuture<>();
    private volatile ShimProcess shim; // null until launched
    private volatile boolean forced;

    ManagedProcess(ProcessId id) {
        this.id = id;
    }

    ProcessId id() {
        return id;
    }

    ProcessOutput output() {
        return output;
    }

    /** {@return completed once the exit was published} */
    CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    /** {@return completed once the exit of init is on disk, told or not} */
    CompletableFuture<ExitStatus> recorded() {
        return recorded;
    }

    /** If SIGKILL ends it now, that is since it did not end in the time it was given. */
    void force() {
        forced = true;
    }

    ExitStatus reasoned(ExitStatus exit) {
        return forced ? exit.forced() : exit;
    }

    void launched(ShimProcess itsShim) {
        shim = itsShim;
    }

    Optional<ShimProcess> shim() {
        return Optional.ofNullable(shim);
    }

    ShimProcess requireShim() {
        return shim().orElseThrow(() -> new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                "process.not-running",
                "process " + id + " does not run",
                Map.of("process", id.value())));
    }

    Attachment attach(OutputListener listener) {
        output.add(listener);
        return new Attachment() {
            @Override
            public void writeStdin(ByteBuffer bytes) {
                requireShim().writeStdin(bytes, Deadline.after(STDIN_PATIENCE));
            }

            @Override
            public void closeStdin() {
                shim().ifPresent(ShimProcess::closeStdin);
            }

            @Override
            public void resize(TerminalSize size) {
                shim().ifPresent(running -> ManagedProcess.resize(running, size));
            }

            @Override
            public CompletionStage<ExitStatus> exit() {
                return exit.minimalCompletionStage(); // completed here alone
            }

            @Override
            public void close() {
                output.remove(listener);
            }
        };
    }

    private static void resize(ShimProcess running, TerminalSize size) {
        try {
            running.resize(size);
        } catch (CaissonException e) {
            if (e.code() != ErrorCode.FAILED_PRECONDITION) { // that is: no terminal, or none any more
                throw e;
            }
        }
    }
}
