package io.caisson.jmx.internal;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.Containers;
import io.caisson.api.container.ExecLife;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command in a container, from start to end, while a client waits: so under a deadline, and with bounded output. */
final class ExecCommand {
    /** The whole of it is in memory several times on its way to a client, of which there may be many. */
    private static final int MOST_OUTPUT = 1024 * 1024;

    private final Containers containers;
    private final Duration longest;

    ExecCommand(Containers containers, Duration longest) {
        this.containers = containers;
        this.longest = longest;
    }

    /** {@return a line with the status, then the output} */
    String run(ContainerId id, List<String> args) {
        ProcessId process = new ProcessId("jmx-" + UUID.randomUUID().toString().substring(0, 13));
        BoundedOutput output = new BoundedOutput(MOST_OUTPUT);
        Deadline deadline = Deadline.after(longest);
        ExecRequest request = new ExecRequest(
                id,
                process,
                args,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                StdioRequest.LOGGED,
                false,
                ExecLife.WITH_CALLER.atMost(longest));
        try (Attachment attachment = containers.exec(request, output, deadline)) {
            ExitStatus exit = await(attachment, deadline, id, process, output);
            StringBuilder line = new StringBuilder("OK " + id + " process=" + process + " exitStatus=" + exit.code());
            exit.signal().ifPresent(signal -> line.append(" signal=").append(new Signal(signal).label()));
            if (output.isTruncated()) {
                line.append(" truncated=true");
            }
            return line.append('\n').append(output.text()).toString();
        }
    }

    private ExitStatus await(
            Attachment attachment, Deadline deadline, ContainerId id, ProcessId process, BoundedOutput output) {
        try {
            return attachment
                    .exit()
                    .toCompletableFuture()
                    .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            kill(id, process);
            throw new CaissonException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "process.timeout",
                    "process " + process + " of " + id + " ran longer than " + longest.toSeconds()
                            + " s and was killed; it wrote: " + output.text());
        } catch (InterruptedException e) {
            kill(id, process);
            Thread.currentThread().interrupt();
            throw new CaissonException(
                    ErrorCode.ABORTED,
                    "operation.interrupted",
                    "waiting for " + process + " of " + id + " was cut off");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void kill(ContainerId id, ProcessId process) {
        try {
            containers.kill(id, process, Signal.KILL);
        } catch (CaissonException e) {
            // It has ended meanwhile, or its container has: what was wanted.
        }
    }
}
