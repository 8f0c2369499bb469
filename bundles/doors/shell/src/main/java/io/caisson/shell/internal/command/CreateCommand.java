package io.caisson.shell.internal.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "create", description = "Create a container; its first process waits for start.")
final class CreateCommand extends ShellCommand {
    @Mixin
    private CreateOptions options = new CreateOptions();

    CreateCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        io.out(containers()
                        .create(options.request(resolve(options.ociBundle)), deadline())
                        .id() + "\n");
        return ExitCodes.OK;
    }
}
