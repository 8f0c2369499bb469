package io.caisson.shell.internal.command;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExecLife;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.time.Deadline;
import io.caisson.shell.internal.text.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "exec",
        description = "Run a further process in a container; show its output and exit as it does."
                + " It is ended when the caller goes.")
final class ExecCommand extends ProcessCommand {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Signal HANGUP = new Signal(1);

    @Option(
            names = {"-d", "--detach"},
            description = "Do not wait; print the id of the process.")
    private boolean detach;

    @Option(
            names = {"-i", "--interactive"},
            description = "Give it the standard input.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Give it a terminal.")
    private boolean terminal;

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Working directory in the container.")
    private String directory;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "KEY=VALUE",
            description = "Environment variable, beside those of the container. Repeatable.")
    private List<String> env = new ArrayList<>();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "UID[:GID]",
            description = "User, by numbers.")
    private String user;

    @Option(names = "--max-time", paramLabel = "TIME", description = "Kill it when it has run that long: 10s, 5m, 1h.")
    private String longest;

    @Option(names = "--id", paramLabel = "PROCESS", description = "Id of the process; made up if not given.")
    private String process;

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the container.")
    private String id;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "[--] CMD", description = "Program and its arguments.")
    private List<String> command;

    ExecCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    boolean stopsAtPositional() {
        return true;
    }

    @Override
    int call() throws InterruptedException {
        ContainerId container = new ContainerId(id);
        ProcessId name = new ProcessId(
                process == null ? "exec-" + UUID.randomUUID().toString().substring(0, 8) : process);
        List<String> args = command.get(0).equals("--") ? command.subList(1, command.size()) : command;
        Foreground foreground = Foreground.ofExec(io, interactive);
        Optional<TerminalSize> size = terminal && !detach ? foreground.takeTerminal() : Optional.empty();
        ExecRequest request = new ExecRequest(
                container,
                name,
                args,
                env,
                Optional.ofNullable(directory),
                Optional.ofNullable(user),
                Optional.empty(),
                terminal,
                size,
                interactive || terminal ? StdioRequest.INTERACTIVE : StdioRequest.LOGGED,
                true,
                life());
        if (detach) {
            containers().exec(request, OutputListener.NONE, deadline()).close();
            io.out(name + "\n");
            return ExitCodes.OK;
        }
        Attachment attachment = containers().exec(request, foreground.output(), deadline());
        Optional<ExitStatus> exit =
                foreground.join(attachment, signal -> containers().kill(container, name, signal));
        if (exit.isEmpty() && io.ending().getNow(null) == Invocation.Ending.CALLER_GONE) {
            end(container, name);
        }
        return code(exit);
    }

    private ExecLife life() {
        ExecLife life = detach ? ExecLife.FREE : ExecLife.WITH_CALLER;
        return longest == null ? life : life.atMost(Times.duration(longest));
    }

    private void end(ContainerId container, ProcessId name) {
        try {
            containers().kill(container, name, HANGUP);
            containers().waitFor(container, name, Deadline.after(GRACE));
        } catch (CaissonException e) {
            kill(container, name);
        }
    }

    private void kill(ContainerId container, ProcessId name) {
        try {
            containers().kill(container, name, Signal.KILL);
        } catch (CaissonException e) {
            return; // it has ended
        }
    }
}
