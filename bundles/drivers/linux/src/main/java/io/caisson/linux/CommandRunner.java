package io.caisson.linux;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.SpawnRequest;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jnr.constants.platform.Errno;

/**
 * Short commands, on the calling thread. The end of a command is its process's, never that of its output: a grandchild
 * may hold the pipes for ever.
 */
final class CommandRunner {
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(2);
    private static final String KILLED = "was killed at its deadline";
    private static final Path DEV_NULL = Path.of("/dev/null");

    private final FileCalls files;
    private final ProcessCalls processes;
    private final Spawner spawner;

    CommandRunner(FileCalls files, ProcessCalls processes, Spawner spawner) {
        this.files = files;
        this.processes = processes;
        this.spawner = spawner;
    }

    CommandResult run(Command command, Deadline deadline) {
        if (command.argv().isEmpty() || command.maxOutputBytes() < 0) {
            throw KernelErrors.invalid("command without a program, or with less than no output");
        }
        if (deadline.hasPassed()) {
            throw timeout(command, "was not started: its deadline had passed");
        }
        try (CapturedPipe stdout = new CapturedPipe(files, command.maxOutputBytes());
                CapturedPipe stderr = new CapturedPipe(files, command.maxOutputBytes())) {
            return follow(command, start(command, stdout, stderr), stdout, stderr, deadline);
        }
    }

    private Spawner.Spawned start(Command command, CapturedPipe stdout, CapturedPipe stderr) {
        try (Fd stdin = stdin(command)) {
            return spawner.spawn(new SpawnRequest(
                    command.argv().get(0),
                    command.argv(),
                    command.environment(),
                    command.workingDirectory(),
                    List.of(stdin, stdout.writer(), stderr.writer())));
        } finally {
            stdout.closeWriter();
            stderr.closeWriter();
        }
    }

    private Fd stdin(Command command) {
        return command.stdin().length == 0
                ? files.open(DEV_NULL, Constants.O_RDONLY, 0)
                : files.sealedMemfd("stdin", command.stdin());
    }

    private CommandResult follow(
            Command command, Spawner.Spawned child, CapturedPipe stdout, CapturedPipe stderr, Deadline deadline) {
        int waitStatus;
        boolean reaped = false;
        try {
            waitStatus = readUntilEnd(command, child, stdout, stderr, deadline);
            reaped = true;
        } finally {
            if (reaped) {
                child.pidfd().close();
            } else {
                kill(child);
            }
        }
        stdout.drain();
        stderr.drain();
        return new CommandResult(
                waitStatus, stdout.content(), stderr.content(), stdout.truncated() || stderr.truncated());
    }

    private int readUntilEnd(
            Command command, Spawner.Spawned child, CapturedPipe stdout, CapturedPipe stderr, Deadline deadline) {
        while (true) {
            List<Fd> watched = Stream.of(Optional.of(child.pidfd()), stdout.open(), stderr.open())
                    .flatMap(Optional::stream)
                    .toList();
            if (!files.awaitAnyReadable(watched, deadline)) {
                throw timeout(command, KILLED);
            }
            stdout.readSome();
            stderr.readSome();
            ChildWait wait = processes.waitChild(child.pidfd());
            if (wait instanceof ChildWait.Ended ended) {
                return ended.waitStatus();
            }
            if (wait instanceof ChildWait.NotOurs) {
                throw KernelErrors.of("waitid", command.argv().get(0), Errno.ECHILD.intValue());
            }
            if (deadline.hasPassed()) {
                throw timeout(command, KILLED); // one that never stops writing keeps a pipe ready for ever
            }
        }
    }

    /** Kills and reaps; a process in an uninterruptible sleep dies only when it wakes, and is left to a thread. */
    private void kill(Spawner.Spawned child) {
        if (!processes.isUnreapedChild(child.pidfd())) {
            child.pidfd().close(); // its number may be another's by now
            return;
        }
        processes.killGroup(child.pid());
        if (files.awaitReadable(child.pidfd(), Deadline.after(KILL_PATIENCE))) {
            processes.waitChild(child.pidfd());
            child.pidfd().close();
            return;
        }
        Threads.daemon("caisson-reaper-" + child.pid(), () -> {
                    try (Fd pidfd = child.pidfd()) {
                        processes.awaitChild(pidfd);
                    }
                })
                .start();
    }

    private static CaissonException timeout(Command command, String what) {
        String program = command.argv().get(0);
        return new CaissonException(
                ErrorCode.DEADLINE_EXCEEDED,
                "command.timeout",
                "command " + program + " " + what,
                Map.of("program", program));
    }
}
