package io.caisson.shell.internal.command;

import io.caisson.api.container.Signal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "kill", description = "Send a signal to a process of a container.")
final class LegacyKillCommand extends ShellCommand {
    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PROCESS",
            defaultValue = "init",
            description = "Id of the process; init if not given.")
    private String process;

    @Option(
            names = {"-s", "--signal"},
            paramLabel = "NUMBER",
            defaultValue = "15",
            description = "A number, never a name; 15 if not given.")
    private String signal;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Id of the container.")
    private String id;

    LegacyKillCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        containers().kill(LegacyArguments.container(id), LegacyArguments.process(process), number());
        return ExitCodes.OK;
    }

    private Signal number() {
        try {
            return new Signal(Integer.parseInt(signal));
        } catch (NumberFormatException e) {
            throw new UsageException("invalid value \"" + signal + "\" for flag -s: parse error", ExitCodes.USAGE);
        }
    }
}
