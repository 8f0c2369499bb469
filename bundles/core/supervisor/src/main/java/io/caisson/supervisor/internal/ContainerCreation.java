package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.log.LogWriter;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.runtime.RuntimeCommand;
import io.caisson.api.runtime.RuntimeContainer;
import io.caisson.api.runtime.RuntimeExitException;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one container: every step on disk or outside pushes its undo, and a failure takes all of them back. Used once, on
 * the container's mailbox.
 */
final class ContainerCreation {
    private static final Logger log = LoggerFactory.getLogger(ContainerCreation.class);
    private static final Duration UNDO_BUDGET = Duration.ofSeconds(15);
    private static final TerminalSize USUAL_TERMINAL = new TerminalSize(24, 80);

    /** What a made container has. */
    record Made(Ledger ledger, OciRuntime runtime, ManagedProcess init, Optional<LogWriter> logWriter) {}

    private final Collaborators with;
    private final CreateRequest request;
    private final String runtimeName;
    private final List<String> runtimeArgs;
    private final long birth;
    private final UndoStack undo = new UndoStack();

    ContainerCreation(
            Collaborators with, CreateRequest request, String runtimeName, List<String> runtimeArgs, long birth) {
        this.with = with;
        this.request = request;
        this.runtimeName = runtimeName;
        this.runtimeArgs = runtimeArgs;
        this.birth = birth;
    }

    /** {@return the container, CREATED and on disk, its event not published yet} On failure nothing is left. */
    Made make(String cgroupsPath, Deadline deadline) {
        return make(cgroupsPath, (runtime, spec) -> begin(runtime, spec, deadline));
    }

    /**
     * {@return the next life of a container that has ended, in its directory, CREATED and on disk} On failure the record
     * still tells of the life before.
     *
     * @param past of the life before; nothing of that is outside any more
     */
    Made makeNext(Ledger past, String cgroupsPath, Deadline deadline) {
        return make(cgroupsPath, (runtime, spec) -> launch(past, record(spec), runtime, spec, deadline));
    }

    private Made make(String cgroupsPath, BiFunction<OciRuntime, PreparedSpec, Made> steps) {
        OciRuntime runtime = with.runtimes().require(runtimeName, runtimeArgs);
        PreparedSpec spec = with.spec().prepare(request.ociBundle(), cgroupsPath);
        for (String warning : spec.warnings()) {
            log.atWarn().addKeyValue("container", request.id()).log(warning);
        }
        if (!spec.cgroupsPath().equals(cgroupsPath)) {
            requireUnused(spec.cgroupsPath());
        }
        try {
            LogStreams.requireUsable(request, spec.terminal());
            return steps.apply(runtime, spec);
        } catch (RuntimeException e) {
            FailPoints.hit("create.before-undo");
            undo.undo(e);
            FailPoints.hit("create.after-undo");
            throw e;
        }
    }

    /** A container's end takes all that is in its cgroup along: so nobody else may be in one that the caller chose. */
    private void requireUnused(String cgroupsPath) {
        Set<Long> pids = with.cgroups().pids(cgroupsPath);
        if (!pids.isEmpty()) {
            throw new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "cgroup.in-use",
                    "cgroup " + cgroupsPath + " of container " + request.id() + " has " + pids.size()
                            + " processes of others in it or below it",
                    Map.of("container", request.id().value(), "cgroupsPath", cgroupsPath));
        }
    }

    private Made begin(OciRuntime runtime, PreparedSpec spec, Deadline deadline) {
        requireUnknown(runtime, deadline);
        StateDirectory directory = StateDirectory.of(
                with.files(), with.stateDir().resolve(request.id().value()));
        FailPoints.hit("create.prepared");
        directory.requireRoom();
        directory.create(request.id());
        FailPoints.hit("create.after-directory");
        undo.push("remove the state directory", directory::remove);
        Ledger ledger = new Ledger(with.journal(), with.clock(), directory, record(spec));
        ledger.persist(ledger.record()); // the intent: from here on a crash is cleaned up by whoever starts next
        FailPoints.hit("create.after-intent");
        if (!request.restart().isNo()) {
            define();
        }
        return launch(ledger, ledger.record(), runtime, spec, deadline);
    }

    /** What the runtime has of a container that we do not know is removed if it is dead, and left alone if not. */
    private void requireUnknown(OciRuntime runtime, Deadline deadline) {
        ContainerId id = request.id();
        if (!runtime.knows(id)) {
            return;
        }
        Optional<RuntimeContainer> stale = runtime.state(id, deadline);
        if (stale.isPresent() && !stale.get().status().equals("stopped")) {
            throw new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.state-stale",
                    runtime.name() + " knows a container " + id + " that this server did not make: it is "
                            + stale.get().status() + " with pid " + stale.get().pid() + "; end it and delete "
                            + runtime.root().resolve(id.value()),
                    Map.of("container", id.value()));
        }
        log.atWarn().addKeyValue("container", id).log("what the runtime has of a dead container is removed");
        runtime.delete(id, true, deadline);
    }

    private void define() {
        CreateRequest resolved = request.withRuntime(runtimeName, runtimeArgs);
        undo.push("remove the definition", () -> with.definitions().remove(request.id()));
        with.definitions().set(new Definition(resolved, birth, 0, false, Optional.empty()));
        with.definitions().save(request.id());
    }

    /** @param ledger of this life, or of the one before it */
    private Made launch(
            Ledger ledger, ContainerRecord record, OciRuntime runtime, PreparedSpec spec, Deadline deadline) {
        boolean first = ledger.record().birth() == birth;
        StateDirectory directory = ledger.directory();
        Path ociBundle = directory.writeOciBundle(spec.canonical());
        FailPoints.hit("create.after-oci-bundle");
        Path processDirectory = directory.createProcessDirectory(ProcessId.INIT);

        ManagedProcess init = new ManagedProcess(ProcessId.INIT);
        Optional<LogWriter> logWriter = Optional.empty();
        if (record.logged()) {
            LogWriter writer = first
                    ? with.logs().create(request.id(), record.log())
                    : with.logs().reopen(request.id(), record.log());
            undo.push("remove the log", () -> {
                writer.close();
                if (first) {
                    with.logs().delete(request.id());
                }
            });
            init.output().log(writer);
            logWriter = Optional.of(writer);
        }

        Optional<Path> console = spec.terminal()
                ? Optional.of(with.shims().consoleSocket(request.id(), ProcessId.INIT))
                : Optional.empty();
        Path pidFile = processDirectory.resolve("pid");
        RuntimeCommand command = runtime.create(
                request.id(), ociBundle, pidFile, processDirectory.resolve("log.json"), console, request.noPivotRoot());
        undo.push("remove the cgroup", () -> with.cgroups().remove(spec.cgroupsPath(), Deadline.after(UNDO_BUDGET)));
        undo.push(
                "delete the container in the runtime",
                () -> runtime.delete(request.id(), true, Deadline.after(UNDO_BUDGET)));
        FailPoints.hit("create.before-launch");
        ShimProcess shim = launch(runtime, command, spec, console, pidFile, init, deadline);
        FailPoints.hit("create.after-launch");
        undo.push("end the container's process", () -> end(shim));
        init.launched(shim);
        directory.writeIdentity(ProcessId.INIT, shim.process(), with.boot());
        ContainerRecord launched =
                record.withProcess(record.process(ProcessId.INIT).orElseThrow().launched(shim.process(), shim.shim()));
        ContainerEvent.Created created = new ContainerEvent.Created(request.id(), birth, shim.process());
        if (first) {
            ledger.apply(launched, created);
        } else {
            ledger.succeed(launched, created);
        }
        FailPoints.hit("create.after-created");
        return new Made(ledger, runtime, init, logWriter);
    }

    private ShimProcess launch(
            OciRuntime runtime,
            RuntimeCommand command,
            PreparedSpec spec,
            Optional<Path> console,
            Path pidFile,
            ManagedProcess init,
            Deadline deadline) {
        ShimRequest launch = new ShimRequest(
                request.id(),
                ProcessId.INIT,
                pidFile.getParent(),
                request.ociBundle().toString(),
                runtimeName,
                command,
                pidFile,
                console,
                spec.terminal()
                        ? Optional.of(
                                request.terminalSize().or(spec::consoleSize).orElse(USUAL_TERMINAL))
                        : Optional.empty(),
                LogStreams.of(request),
                pidFile.getParent(),
                environment());
        try {
            return with.shims().launch(launch, init.output(), deadline.atMost(command.budget()));
        } catch (RuntimeExitException e) {
            throw runtime.failure(command, e.waitStatus());
        }
    }

    /** {@return the environment of runtime commands: only what finds helpers such as criu} */
    static Map<String, String> environment() {
        String path = System.getenv("PATH");
        return Map.of("PATH", path == null ? "/usr/sbin:/usr/bin:/sbin:/bin" : path);
    }

    /** Kills a process whose container is taken back, and lets its shim end. */
    static void end(ShimProcess shim) {
        try {
            ManagedContainer.signal(shim, Signal.KILL.number());
            ProcessExit exit = shim.exited().toCompletableFuture().get(UNDO_BUDGET.toMillis(), TimeUnit.MILLISECONDS);
            log.atDebug()
                    .addKeyValue("pid", shim.process().pid())
                    .addKeyValue("status", exit.status().code())
                    .log("process of a failed creation ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + shim.process().pid() + " does not end", e);
        } finally {
            shim.finish(Deadline.after(UNDO_BUDGET));
        }
    }

    private ContainerRecord record(PreparedSpec spec) {
        return new ContainerRecord(
                request.id(),
                birth,
                request.ociBundle(),
                runtimeName,
                runtimeArgs,
                spec.sourceVersion(),
                request.labels(),
                request.noPivotRoot(),
                request.autoRemove(),
                request.onShimLoss(),
                LogStreams.areLogged(request, spec.terminal()),
                request.log(),
                request.stdio(),
                request.terminalSize(),
                with.boot().id(),
                spec.cgroupsPath(),
                with.clock().instant(),
                Optional.empty(),
                new ContainerState.Creating(with.clock().instant()),
                Optional.empty(),
                List.of(ProcessRecord.launching(ProcessId.INIT, spec.args(), spec.cwd(), spec.terminal())),
                List.of(),
                0);
    }
}
