package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.shell.internal.text.Times;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "End containers: SIGTERM, a wait, SIGKILL; print their ids.")
final class StopCommand extends ShellCommand {
    @Option(
            names = {"-t", "--time"},
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "Wait before SIGKILL, such as 10s or 1m30s; 10s if not given.")
    private String grace;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    StopCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        Duration wait = Times.duration(grace);
        return each(ids, id -> {
            containers().stop(new ContainerId(id), wait);
            io.out(id + "\n");
        });
    }
}
