package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "delete", description = "Remove stopped or created containers; print their ids.")
final class DeleteCommand extends ShellCommand {
    @Option(
            names = {"-f", "--force"},
            description = "Kill them first if they run.")
    private boolean force;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    DeleteCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        return each(ids, id -> {
            containers().delete(new ContainerId(id), force, deadline());
            io.out(id + "\n");
        });
    }
}
