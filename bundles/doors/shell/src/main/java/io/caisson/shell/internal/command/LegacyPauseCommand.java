package io.caisson.shell.internal.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "pause", description = "Freeze all processes of a container.")
final class LegacyPauseCommand extends ShellCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "Id of the container.")
    private String id;

    LegacyPauseCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        containers().pause(LegacyArguments.container(id), deadline());
        return ExitCodes.OK;
    }
}
