package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.error.CaissonException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Start created containers; print their ids.")
final class StartCommand extends ProcessCommand {
    @Option(
            names = {"-a", "--attach"},
            description = "Show the output of the one container and exit as its first process does.")
    private boolean attach;

    @Option(
            names = {"-i", "--interactive"},
            description = "With -a: give it the standard input.")
    private boolean interactive;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    StartCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int failureCode(CaissonException e) {
        return attach ? super.failureCode(e) : ExitCodes.of(e);
    }

    @Override
    int usageCode() {
        return ExitCodes.USAGE;
    }

    @Override
    int call() throws InterruptedException {
        if (attach && ids.size() == 1) {
            ContainerView view = containers().require(new ContainerId(ids.get(0)));
            if (view.status() == ContainerStatus.CREATED) {
                return code(new Starter(containers(), io).start(view, interactive, deadline()));
            }
        }
        return each(
                ids,
                id -> io.out(containers().start(new ContainerId(id), deadline()).id() + "\n"));
    }
}
