package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "state", description = "Show the state of one or all containers, as containerd's JSON on one line.")
final class StateCommand extends ShellCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "Id of a container.")
    private String id;

    StateCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        List<ContainerView> views =
                id == null ? containers().list() : List.of(containers().require(new ContainerId(id)));
        io.out(LegacyState.json(views, containers(), deadline()));
        return ExitCodes.OK;
    }
}
