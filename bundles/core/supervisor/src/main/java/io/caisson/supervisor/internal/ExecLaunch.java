package io.caisson.supervisor.internal;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.runtime.RuntimeCommand;
import io.caisson.api.runtime.RuntimeExitException;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Starts one further process. The runtime works on the caller's thread, beside the mailbox, so that execs of one container
 * do not wait for each other; the mailbox takes the intent before and the result after.
 */
final class ExecLaunch {
    private static final TerminalSize USUAL_TERMINAL = new TerminalSize(24, 80);

    private final Collaborators with;
    private final ManagedContainer container;
    private final int most;

    /** @param most how many further processes the container may have at once */
    ExecLaunch(Collaborators with, ManagedContainer container, int most) {
        this.with = with;
        this.container = container;
        this.most = most;
    }

    /** What the mailbox prepared. */
    private record Begun(ManagedProcess process, Path directory, Path ociBundle, OciRuntime runtime) {}

    Attachment launch(ExecRequest request, OutputListener output, Deadline deadline) {
        String canonical = container.ledger().directory().canonicalSpec().orElse("{}");
        String processJson = with.spec().execProcess(canonical, request);
        Begun begun = begin(request, processJson, deadline);
        Attachment attachment = begun.process().attach(output);
        ShimProcess shim;
        try {
            shim = run(request, begun, deadline);
            FailPoints.hit("exec.after-launch");
        } catch (RuntimeException e) {
            container.mailbox().execute(() -> container.execs().failed(begun.process()));
            throw e;
        }
        try {
            container.mailbox().report("exec", () -> container.execs().launched(begun.process(), shim));
        } catch (CaissonException e) {
            attachment.close();
            if (e.reason().equals("server.stopping")) { // the server goes down: the next one ends what is half begun
                shim.close();
            }
            throw e;
        }
        return attachment;
    }

    /** A caller that does not wait for the mailbox to the end must not leave an exec that nobody launches. */
    private Begun begin(ExecRequest request, String processJson, Deadline deadline) {
        AtomicReference<ManagedProcess> begun = new AtomicReference<>();
        try {
            return container.mailbox().call("exec", deadline, () -> {
                Begun made = begin(request, processJson);
                begun.set(made.process());
                return made;
            });
        } catch (CaissonException e) {
            container.mailbox().execute(() -> {
                if (begun.get() != null) {
                    container.execs().failed(begun.get());
                }
            });
            throw e;
        }
    }

    private Begun begin(ExecRequest request, String processJson) {
        ProcessRecord record = ProcessRecord.launching(
                        request.process(), request.args(), request.cwd().orElse(""), request.terminal())
                .living(request.life(), with.clock().instant());
        ManagedProcess process = container.execs().begin(record, processJson, most);
        StateDirectory directory = container.ledger().directory();
        return new Begun(
                process, directory.processDirectory(request.process()), directory.ociBundle(), container.runtime());
    }

    private ShimProcess run(ExecRequest request, Begun begun, Deadline deadline) {
        ContainerId id = request.container();
        ProcessId process = request.process();
        Path pidFile = begun.directory().resolve("pid");
        Optional<Path> console =
                request.terminal() ? Optional.of(with.shims().consoleSocket(id, process)) : Optional.empty();
        RuntimeCommand command = begun.runtime()
                .exec(
                        id,
                        begun.directory().resolve("process.json"),
                        pidFile,
                        begun.directory().resolve("log.json"),
                        console);
        ContainerRecord record = container.ledger().record();
        ShimRequest launch = new ShimRequest(
                id,
                process,
                begun.directory(),
                record.ociBundle().toString(),
                record.runtime(),
                command,
                pidFile,
                console,
                request.terminal() ? Optional.of(request.terminalSize().orElse(USUAL_TERMINAL)) : Optional.empty(),
                request.stdio(),
                begun.ociBundle(),
                ContainerCreation.environment());
        try {
            return with.shims().launch(launch, begun.process().output(), deadline.atMost(command.budget()));
        } catch (RuntimeExitException e) {
            throw begun.runtime().failure(command, e.waitStatus());
        }
    }
}
