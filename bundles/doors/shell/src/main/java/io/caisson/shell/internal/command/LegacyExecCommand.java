package io.caisson.shell.internal.command;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "exec", description = "Run a further process in a container.")
final class LegacyExecCommand extends ShellCommand {
    @Option(names = "--id", paramLabel = "ID", description = "Id of the container.")
    private String id;

    @Option(names = "--pid", paramLabel = "PROCESS", description = "Id of the new process.")
    private String process;

    @Option(
            names = {"-a", "--attach"},
            description = "Connect to its standard streams and exit as it does.")
    private boolean attach;

    @Option(names = "--cwd", paramLabel = "DIR", description = "Working directory in the container; / if not given.")
    private String directory = "/";

    @Option(
            names = {"-t", "--tty"},
            description = "Give it a terminal.")
    private boolean terminal;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "KEY=VALUE",
            description = "Environment variable. Repeatable.")
    private List<String> env = new ArrayList<>();

    @Option(
            names = {"-u", "--uid"},
            paramLabel = "UID",
            description = "User; 0 if not given.")
    private long uid;

    @Option(
            names = {"-g", "--gid"},
            paramLabel = "GID",
            description = "Group; 0 if not given.")
    private long gid;

    @Parameters(arity = "0..*", paramLabel = "CMD", description = "Program and its arguments.")
    private List<String> command = new ArrayList<>();

    LegacyExecCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    boolean stopsAtPositional() {
        return true;
    }

    @Override
    int call() throws InterruptedException {
        ContainerId container = LegacyArguments.container(id);
        ProcessId name = LegacyArguments.process(process);
        Foreground foreground = Foreground.ofExec(io, true);
        Optional<TerminalSize> size = attach && terminal ? foreground.takeTerminal() : Optional.empty();
        ExecRequest request = new ExecRequest(
                container,
                name,
                command,
                env,
                Optional.of(directory),
                Optional.of(uid + ":" + gid),
                Optional.empty(),
                terminal,
                size,
                attach || terminal ? StdioRequest.INTERACTIVE : StdioRequest.LOGGED);
        if (!attach) {
            containers().exec(request, OutputListener.NONE, deadline()).close();
            return ExitCodes.OK;
        }
        Attachment attachment = containers().exec(request, foreground.output(), deadline());
        return ProcessCommand.code(
                foreground.join(attachment, signal -> containers().kill(container, name, signal)));
    }
}
