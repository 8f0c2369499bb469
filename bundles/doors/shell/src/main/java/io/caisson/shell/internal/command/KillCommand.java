package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "kill", description = "Send a signal to containers; it does not wait for what it does.")
final class KillCommand extends ShellCommand {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            defaultValue = "TERM",
            description = "A name or a number; TERM if not given.")
    private String signal;

    @Option(
            names = "--process",
            paramLabel = "PROCESS",
            defaultValue = "init",
            description = "Another process than init.")
    private String process;

    @Option(names = "--all", description = "To every process of the container.")
    private boolean all;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    KillCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        Signal sent = Signal.parse(signal);
        ProcessId target = new ProcessId(process);
        return each(ids, id -> {
            if (all) {
                containers().killAll(new ContainerId(id), sent, deadline());
            } else {
                containers().kill(new ContainerId(id), target, sent);
            }
        });
    }
}
