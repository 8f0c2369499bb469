package io.caisson.shell.internal.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "resume", description = "Thaw all processes of a container.")
final class LegacyResumeCommand extends ShellCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "Id of the container.")
    private String id;

    LegacyResumeCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        containers().resume(LegacyArguments.container(id), deadline());
        return ExitCodes.OK;
    }
}
