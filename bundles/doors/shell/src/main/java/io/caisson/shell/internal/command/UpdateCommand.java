package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.RestartPolicy;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "update", description = "Change the restart policy of containers.")
final class UpdateCommand extends ShellCommand {
    @Option(
            names = "--restart",
            paramLabel = "POLICY",
            required = true,
            description = "no, on-failure[:N], always or unless-stopped.")
    private String restart;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    UpdateCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        RestartPolicy policy = RestartPolicy.parse(restart);
        return each(ids, id -> containers().updateRestartPolicy(new ContainerId(id), policy, deadline()));
    }
}
