package io.caisson.shell.internal.command;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/** Starts a container with the caller in front of it: create, attach, start, so that no byte is lost. */
final class Starter {
    private static final Duration CLEAN_UP = Duration.ofSeconds(30);

    private final Containers containers;
    private final Invocation io;

    Starter(Containers containers, Invocation io) {
        this.containers = containers;
        this.io = io;
    }

    /**
     * Creates and starts a container and stays until its init ends. When it cannot start, nothing is left of it.
     *
     * @param input whether the caller's standard input is for init
     * @param terminalWanted fail if the document has no terminal
     * @return how init ended; empty when the caller went before
     */
    Optional<ExitStatus> run(CreateRequest wanted, boolean input, boolean terminalWanted, Deadline deadline)
            throws InterruptedException {
        CreateRequest request =
                wanted.withStdio(input || terminalWanted ? StdioRequest.INTERACTIVE : StdioRequest.LOGGED);
        if (terminalWanted || (input && io.stdinIsTerminal())) {
            request = io.terminalSize().map(request::withTerminalSize).orElse(request);
        }
        ContainerView created = containers.create(request, deadline);
        try {
            if (terminalWanted && !hasTerminal(created)) {
                throw new CaissonException(
                        ErrorCode.INVALID_ARGUMENT,
                        "process.no-terminal",
                        "-t needs a terminal, but process.terminal in config.json of " + created.id() + " is not true");
            }
            return start(created, input, deadline);
        } catch (CaissonException e) {
            remove(created, e);
            throw e;
        }
    }

    /** Starts a created container and stays until its init ends. */
    Optional<ExitStatus> start(ContainerView created, boolean input, Deadline deadline) throws InterruptedException {
        ContainerId id = created.id();
        Foreground foreground = Foreground.ofInit(io, input);
        Attachment attachment = containers.attach(id, ProcessId.INIT, foreground.output());
        try {
            if (hasTerminal(created)) {
                foreground.takeTerminal().ifPresent(attachment::resize);
            }
            containers.start(id, deadline);
        } catch (CaissonException e) {
            attachment.close();
            throw e;
        }
        return foreground.join(attachment, signal -> containers.kill(id, ProcessId.INIT, signal));
    }

    private static boolean hasTerminal(ContainerView view) {
        return !view.processes().isEmpty() && view.processes().get(0).terminal();
    }

    private void remove(ContainerView created, CaissonException cause) {
        try {
            boolean isOurs = containers
                    .find(created.id())
                    .filter(view -> view.birth() == created.birth())
                    .isPresent();
            if (isOurs) {
                containers.delete(created.id(), true, Deadline.after(CLEAN_UP));
            }
        } catch (CaissonException e) {
            cause.addSuppressed(e);
        }
    }
}
