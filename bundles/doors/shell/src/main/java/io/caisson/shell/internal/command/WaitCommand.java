package io.caisson.shell.internal.command;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "wait", description = "Wait until containers have stopped; print their exit codes.")
final class WaitCommand extends ShellCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    WaitCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() throws InterruptedException {
        for (String id : ids) {
            Optional<ExitStatus> exit = await(new ContainerId(id));
            if (exit.isEmpty()) {
                return ExitCodes.BUSY; // the caller went or the shell closes
            }
            io.out(exit.get().code() + "\n");
        }
        return ExitCodes.OK;
    }

    private Optional<ExitStatus> await(ContainerId id) throws InterruptedException {
        ContainerView view = containers().require(id);
        if (view.exit().isPresent()) {
            return view.exit();
        }
        // Not waitFor(): that could not be left when the caller goes.
        try (Attachment attachment = containers().attach(id, ProcessId.INIT, OutputListener.NONE)) {
            CompletableFuture<ExitStatus> exit = attachment.exit().toCompletableFuture();
            CompletableFuture.anyOf(exit, io.ending()).get();
            return Optional.ofNullable(exit.getNow(null));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the wait for " + id + " failed", e.getCause());
        } catch (CaissonException e) {
            return Optional.of(containers().require(id).exit().orElseThrow(() -> e)); // it ended in between
        }
    }
}
