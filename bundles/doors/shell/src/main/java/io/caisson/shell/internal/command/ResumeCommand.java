package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "resume", description = "Thaw all processes of containers.")
final class ResumeCommand extends ShellCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    ResumeCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        return each(ids, id -> containers().resume(new ContainerId(id), deadline()));
    }
}
