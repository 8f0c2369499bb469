package io.caisson.shell.internal.command;

import io.caisson.api.container.RestoreProgress;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show the version of the server.")
final class VersionCommand extends ShellCommand {
    VersionCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        io.out("daemon version " + services.settings().version() + " commit: unknown\n");
        RestoreProgress progress = containers().restoreProgress();
        if (!progress.complete()) {
            io.out(progress.text() + "\n");
        }
        return ExitCodes.OK;
    }
}
