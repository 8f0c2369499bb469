package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.shell.internal.text.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Show what a container wrote: standard output and error apart, as it wrote them.")
final class LogsCommand extends ShellCommand {
    private static final int LOOK_AGAIN_MILLIS = 200;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the container has stopped or was deleted.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            defaultValue = "-1",
            description = "Only so many lines from the end.")
    private long lines;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Show before each line when it was read.")
    private boolean timestamps;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only what was written after an RFC 3339 time, or within the last 10m, 30s, ...")
    private String since;

    @Option(names = "--stdout", description = "Only standard output.")
    private boolean stdout;

    @Option(names = "--stderr", description = "Only standard error.")
    private boolean stderr;

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the container.")
    private String id;

    LogsCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() throws InterruptedException {
        ContainerId container = new ContainerId(id);
        Optional<Long> birth = containers().find(container).map(ContainerView::birth);
        LogPrinter printer = new LogPrinter(io, timestamps);
        try (LogReader reader = services.logs().read(container, query())) {
            while (true) {
                boolean mayGrow = follow && mayWrite(container, birth); // asked first: what it wrote is then read
                while (!io.ending().isDone() && reader.read(printer)) {
                    continue;
                }
                printer.flush();
                if (!mayGrow || io.awaitEnding(LOOK_AGAIN_MILLIS)) {
                    return ExitCodes.OK;
                }
            }
        }
    }

    private LogQuery query() {
        LogQuery query = LogQuery.ALL.withLastLines(lines);
        if (stdout != stderr) {
            query = query.withSources(Set.of(stdout ? Source.STDOUT : Source.STDERR));
        }
        return since == null ? query : query.withSince(moment(since));
    }

    private static Instant moment(String text) {
        boolean isDate = text.indexOf('-') >= 0;
        return isDate ? Times.instant(text) : Instant.now().minus(Times.duration(text));
    }

    private boolean mayWrite(ContainerId container, Optional<Long> birth) {
        return containers()
                .find(container)
                .filter(view -> view.status() != ContainerStatus.STOPPED)
                .filter(view -> birth.equals(Optional.of(view.birth())))
                .isPresent();
    }
}
