package io.caisson.runc;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.runtime.CheckpointOptions;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.runtime.RuntimeCommand;
import io.caisson.api.runtime.RuntimeContainer;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One runtime binary. Holds nothing that changes. */
final class CommandLineRuntime implements OciRuntime {
    private static final byte[] NO_INPUT = {};

    private final String name;
    private final Path binary;
    private final Path root;
    private final Arguments arguments;
    private final Kernel kernel;
    private final ShortCalls calls;
    private final VersionCache versions;

    CommandLineRuntime(
            String name,
            Path binary,
            List<String> args,
            Path root,
            Kernel kernel,
            ShortCalls calls,
            VersionCache versions) {
        this.name = name;
        this.binary = binary;
        this.root = root;
        this.arguments = new Arguments(binary, args, root);
        this.kernel = kernel;
        this.calls = calls;
        this.versions = versions;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Path binary() {
        return binary;
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public RuntimeCommand create(
            ContainerId id, Path ociBundle, Path pidFile, Path logFile, Optional<Path> consoleSocket, boolean noPivot) {
        List<String> argv = arguments.create(id, ociBundle, pidFile, logFile, consoleSocket, noPivot);
        return new RuntimeCommand(Verb.CREATE.word(), argv, logFile, Verb.CREATE.budget());
    }

    @Override
    public RuntimeCommand exec(
            ContainerId id, Path processFile, Path pidFile, Path logFile, Optional<Path> consoleSocket) {
        List<String> argv = arguments.exec(id, processFile, pidFile, logFile, consoleSocket);
        return new RuntimeCommand(Verb.EXEC.word(), argv, logFile, Verb.EXEC.budget());
    }

    @Override
    public RuntimeCommand restore(
            ContainerId id,
            Path ociBundle,
            CheckpointOptions options,
            Path pidFile,
            Path logFile,
            Optional<Path> consoleSocket,
            boolean noPivot) {
        List<String> argv = arguments.restore(id, ociBundle, options, pidFile, logFile, consoleSocket, noPivot);
        return new RuntimeCommand(Verb.RESTORE.word(), argv, logFile, Verb.RESTORE.budget());
    }

    @Override
    public CaissonException failure(RuntimeCommand command, int waitStatus) {
        String container = command.argv().get(command.argv().size() - 1);
        RuntimeCall call = new RuntimeCall(binary, command.verb(), Optional.of(new ContainerId(container)));
        return RuntimeFailure.of(call, new WaitStatus(waitStatus), RuntimeLog.lastError(command.logFile()), NO_INPUT);
    }

    @Override
    public void start(ContainerId id, Deadline deadline) {
        Deadline mine = deadline.atMost(Verb.START.budget());
        FailPoints.hit("runtime.before-start");
        if (!startByFifo(id, mine)) {
            run(Verb.START, id, log -> arguments.plain(Verb.START, id, log), mine);
        }
        FailPoints.hit("runtime.after-start");
    }

    @Override
    public void kill(ContainerId id, int signal, boolean all, Deadline deadline) {
        run(Verb.KILL, id, log -> arguments.kill(id, signal, all, log), deadline);
    }

    @Override
    public void delete(ContainerId id, boolean force, Deadline deadline) {
        try {
            run(Verb.DELETE, id, log -> arguments.delete(id, force, log), deadline);
        } catch (CaissonException e) {
            if (!force || e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
        removeRemains(id);
    }

    @Override
    public void forget(ContainerId id) {
        removeRemains(id);
    }

    @Override
    public boolean knows(ContainerId id) {
        return Files.exists(root.resolve(id.value()), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<RuntimeContainer> state(ContainerId id, Deadline deadline) {
        try {
            CommandResult result = run(Verb.STATE, id, log -> arguments.plain(Verb.STATE, id, log), deadline);
            return Optional.of(RuntimeAnswers.container(call(Verb.STATE, id), result));
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<RuntimeContainer> list(Deadline deadline) {
        RuntimeCall call = call(Verb.LIST);
        return RuntimeAnswers.containers(call, calls.run(call, Verb.LIST, arguments::list, NO_INPUT, deadline));
    }

    @Override
    public void pause(ContainerId id, Deadline deadline) {
        run(Verb.PAUSE, id, log -> arguments.plain(Verb.PAUSE, id, log), deadline);
    }

    @Override
    public void resume(ContainerId id, Deadline deadline) {
        run(Verb.RESUME, id, log -> arguments.plain(Verb.RESUME, id, log), deadline);
    }

    @Override
    public List<Long> ps(ContainerId id, Deadline deadline) {
        try {
            CommandResult result = run(Verb.PS, id, log -> arguments.ps(id, log), deadline);
            return RuntimeAnswers.pids(call(Verb.PS, id), result);
        } catch (CaissonException e) {
            // crun 1.8.1 dies of SIGSEGV when it is asked about a stopped container, where runc answers an empty list.
            boolean stopped = e.reason().equals("runtime.crashed")
                    && state(id, deadline)
                            .filter(now -> now.status().equals("stopped"))
                            .isPresent();
            if (stopped) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public String stats(ContainerId id, Deadline deadline) {
        CommandResult result = run(Verb.EVENTS, id, log -> arguments.stats(id, log), deadline);
        return RuntimeAnswers.document(call(Verb.EVENTS, id), result);
    }

    @Override
    public void update(ContainerId id, String resources, Deadline deadline) {
        byte[] stdin = resources.getBytes(StandardCharsets.UTF_8);
        calls.run(call(Verb.UPDATE, id), Verb.UPDATE, log -> arguments.update(id, log), stdin, deadline);
    }

    @Override
    public void checkpoint(ContainerId id, CheckpointOptions options, Deadline deadline) {
        run(Verb.CHECKPOINT, id, log -> arguments.checkpoint(id, options, log), deadline);
    }

    @Override
    public String features(Deadline deadline) {
        RuntimeCall call = call(Verb.FEATURES);
        try {
            CommandResult result = calls.run(call, Verb.FEATURES, arguments::features, NO_INPUT, deadline);
            return RuntimeAnswers.document(call, result);
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.UNIMPLEMENTED) {
                throw new CaissonException(
                        ErrorCode.UNIMPLEMENTED, "runtime.features-unknown", e.getMessage(), e.details(), e);
            }
            throw e;
        }
    }

    @Override
    public String version(Deadline deadline) {
        CommandResult result =
                calls.run(call(Verb.VERSION), Verb.VERSION, log -> arguments.version(), NO_INPUT, deadline);
        String text = new String(result.stdout(), StandardCharsets.UTF_8);
        return text.lines().findFirst().map(Words::oneLine).orElse("");
    }

    private boolean startByFifo(ContainerId id, Deadline deadline) {
        try {
            String version = versions.ofProgram(binary, () -> version(deadline));
            return ExecFifo.isKnown(version)
                    && new ExecFifo(kernel, call(Verb.START, id), root.resolve(id.value())).start(deadline);
        } catch (IOException unreadable) {
            // The call that follows says what is wrong with the binary.
            return false;
        }
    }

    // A runtime that was killed at the wrong moment leaves a directory that makes the id unusable, and its delete says
    // it did well.
    private void removeRemains(ContainerId id) {
        Path directory = root.resolve(id.value());
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Scratch.deleteTree(directory);
        } catch (IOException e) {
            RuntimeCall call = call(Verb.DELETE, id);
            throw new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.delete-incomplete",
                    call.describe() + " left " + directory + ", which cannot be removed: " + e.getMessage(),
                    call.details(),
                    e);
        }
    }

    private CommandResult run(Verb verb, ContainerId id, Function<Path, List<String>> argv, Deadline deadline) {
        return calls.run(call(verb, id), verb, argv, NO_INPUT, deadline);
    }

    private RuntimeCall call(Verb verb, ContainerId id) {
        return new RuntimeCall(binary, verb.word(), Optional.of(id));
    }

    private RuntimeCall call(Verb verb) {
        return new RuntimeCall(binary, verb.word(), Optional.empty());
    }
}
