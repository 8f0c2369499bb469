package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.log.LogReader;
import java.nio.ByteBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Show what a container wrote.")
final class LogsCommand extends ShellCommand {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int LOOK_AGAIN_MILLIS = 200;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the container has stopped.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            defaultValue = "-1",
            description = "Only so many lines from the end.")
    private long lines;

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the container.")
    private String id;

    LogsCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() throws InterruptedException {
        ContainerId container = new ContainerId(id);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (LogReader reader = services.logs().read(container, lines)) {
            while (true) {
                boolean mayGrow = follow && mayWrite(container); // asked first: what it wrote before is then read
                copy(reader, chunk);
                if (!mayGrow || io.awaitEnding(LOOK_AGAIN_MILLIS)) {
                    return ExitCodes.OK;
                }
            }
        }
    }

    private void copy(LogReader reader, ByteBuffer chunk) {
        while (reader.read(chunk.clear()) > 0) {
            io.out(chunk.flip());
        }
    }

    private boolean mayWrite(ContainerId container) {
        return containers()
                .find(container)
                .filter(view -> view.status() != ContainerStatus.STOPPED)
                .isPresent();
    }
}
