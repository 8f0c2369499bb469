package io.caisson.shell.internal.command;

import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.StdioRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Create and start a container; show its output and exit as its first process does.")
final class RunCommand extends ProcessCommand {
    @Mixin
    private CreateOptions options = new CreateOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Do not wait; print the id.")
    private boolean detach;

    @Option(
            names = {"-i", "--interactive"},
            description = "Give it the standard input.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "It has a terminal: give it this one's size and, with -i, its keys.")
    private boolean terminal;

    RunCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() throws InterruptedException {
        CreateRequest request = options.request(resolve(options.ociBundle));
        if (!detach) {
            return code(new Starter(containers(), io).run(request, interactive, terminal, deadline()));
        }
        StdioRequest stdio = interactive || terminal ? StdioRequest.INTERACTIVE : StdioRequest.LOGGED;
        io.out(containers().run(request.withStdio(stdio), deadline()).id() + "\n");
        return ExitCodes.OK;
    }
}
