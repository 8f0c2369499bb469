package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "pause", description = "Freeze all processes of containers.")
final class PauseCommand extends ShellCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    PauseCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        return each(ids, id -> containers().pause(new ContainerId(id), deadline()));
    }
}
