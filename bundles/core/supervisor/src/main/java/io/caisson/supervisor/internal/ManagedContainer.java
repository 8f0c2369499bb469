package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ShimLossPolicy;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.log.LogWriter;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container. Changes happen on its mailbox; views, signals and waiting for exits are for any thread.
 *
 * <p>Invariants of an exit: it is on disk before the shim may end; output is delivered before it is told; execs are told
 * before init; nothing is launched once init is known dead.
 */
final class ManagedContainer {
    private static final Logger log = LoggerFactory.getLogger(ManagedContainer.class);
    private static final Duration FINISH_BUDGET = Duration.ofSeconds(10);
    private static final Duration REMOVE_BUDGET = Duration.ofSeconds(30);
    private static final long PUBLISH_RETRY_MILLIS = 1_000;

    private final ContainerId id;
    private final Mailbox mailbox;
    private final Collaborators with;
    private final Runnable forget;
    private final ConcurrentMap<ProcessId, ManagedProcess> processes = new ConcurrentHashMap<>();
    private final PastExits pastExits = new PastExits();
    private volatile Ledger ledger; // null until its intent is on disk
    private volatile boolean removed;
    private OciRuntime runtime; // mailbox
    private Optional<LogWriter> logWriter = Optional.empty(); // mailbox
    private int launching; // mailbox; execs between their intent and their start
    private Optional<ProcessExit> initExit = Optional.empty(); // mailbox; known, and waiting for execs

    ManagedContainer(ContainerId id, Mailbox mailbox, Collaborators with, Runnable forget) {
        this.id = id;
        this.mailbox = mailbox;
        this.with = with;
        this.forget = forget;
    }

    ContainerId id() {
        return id;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    Ledger ledger() {
        return ledger;
    }

    boolean isRemoved() {
        return removed;
    }

    /** Takes it out of the list of containers. */
    void forget() {
        removed = true;
        forget.run();
    }

    ContainerStatus status() {
        return ledger.state().status();
    }

    Optional<ManagedProcess> process(ProcessId process) {
        return Optional.ofNullable(processes.get(process));
    }

    Optional<ExitStatus> pastExit(ProcessId process) {
        return pastExits.of(process);
    }

    /** {@return a snapshot; empty while nothing is on disk yet} */
    Optional<ContainerView> view() {
        Ledger known = ledger;
        if (known == null) {
            return Optional.empty();
        }
        ContainerRecord record = known.record();
        Optional<Path> logFile = record.logged() ? Optional.of(with.logs().file(id)) : Optional.empty();
        return Optional.of(new ContainerView(
                id,
                record.birth(),
                record.state(),
                record.ociBundle(),
                record.runtime(),
                record.specVersion(),
                record.labels(),
                record.autoRemove(),
                record.processes().stream()
                        .filter(process ->
                                process.id().isInit() || process.exit().isEmpty())
                        .map(ProcessRecord::view)
                        .toList(),
                record.createdAt(),
                record.startedAt(),
                logFile,
                record.cgroupsPath(),
                known.lastSequence()));
    }

    // Creation and recovery hand their results over here.

    void created(ContainerCreation.Made made) {
        runtime = made.runtime();
        logWriter = made.logWriter();
        processes.put(ProcessId.INIT, made.init());
        ledger = made.ledger();
        watch(made.init(), made.init().requireShim());
        publish(() -> log.atInfo().addKeyValue("container", id).log("container created"));
    }

    /** Takes over a record that was read from disk; its processes follow with {@link #adopt}. */
    void restore(Ledger read) {
        ledger = read;
    }

    void openLog() {
        logWriter = Optional.of(with.logs().open(id));
    }

    ManagedProcess reserve(ProcessId process) {
        ManagedProcess made = new ManagedProcess(process);
        if (process.isInit()) {
            logWriter.ifPresent(writer -> made.output().add(writer));
        }
        processes.put(process, made);
        return made;
    }

    void adopt(ManagedProcess process, ShimProcess shim) {
        process.launched(shim);
        watch(process, shim);
    }

    private void watch(ManagedProcess process, ShimProcess shim) {
        shim.exited().thenAccept(exit -> mailbox.execute(() -> exited(process, exit)));
        shim.shimLost().thenRun(() -> mailbox.execute(() -> shimLost(process, shim)));
    }

    OciRuntime runtime() {
        if (runtime == null) {
            runtime = with.runtimes()
                    .require(ledger.record().runtime(), ledger.record().runtimeArgs());
        }
        return runtime;
    }

    // Operations, on the mailbox.

    ContainerView start(Deadline deadline) {
        if (!(ledger.state() instanceof ContainerState.Created)) {
            throw wrongState("container.not-created", "only a created container can be started");
        }
        outside("start", () -> runtime().start(id, deadline));
        Ledger known = ledger;
        ProcessRecord init = known.record().process(ProcessId.INIT).orElseThrow();
        known.apply(
                known.record()
                        .withoutIntent()
                        .withProcess(init.started(with.clock().instant())),
                new ContainerEvent.Started(id, known.record().birth()));
        publish(() -> log.atInfo().addKeyValue("container", id).log("container started"));
        return view().orElseThrow();
    }

    ContainerView pause(Deadline deadline) {
        if (status() != ContainerStatus.RUNNING) {
            throw wrongState("container.not-running", "only a running container can be paused");
        }
        outside("pause", () -> runtime().pause(id, deadline));
        tell(new ContainerEvent.Paused(id, ledger.record().birth()));
        return view().orElseThrow();
    }

    ContainerView resume(Deadline deadline) {
        if (status() != ContainerStatus.PAUSED) {
            throw wrongState("container.not-paused", "only a paused container can be resumed");
        }
        outside("resume", () -> runtime().resume(id, deadline));
        tell(new ContainerEvent.Resumed(id, ledger.record().birth()));
        return view().orElseThrow();
    }

    /** Puts the intent on disk, then calls outside; takes the intent back when that fails. */
    private void outside(String verb, Runnable call) {
        ledger.persist(ledger.record().withIntent(verb));
        try {
            call.run();
        } catch (CaissonException e) {
            ledger.persist(ledger.record().withoutIntent());
            throw e;
        }
    }

    /** Applies an event that changes the state and nothing else, and publishes it. */
    void tell(ContainerEvent event) {
        ledger.apply(ledger.record().withoutIntent(), event);
        publish(() -> {});
    }

    /** Removes a container that has ended, with all that belongs to it; the last act of its mailbox. */
    void remove(Deadline deadline) {
        ContainerRecord record = ledger.record();
        ledger.persist(record.withIntent("delete"));
        finishAll();
        runtime().delete(id, true, deadline);
        with.cgroups().remove(record.cgroupsPath(), deadline);
        ContainerEvent deleted = new ContainerEvent.Deleted(id, record.birth());
        if (!record.outbox().contains(deleted)) { // else a server died before the next line
            ledger.apply(ledger.record(), deleted);
        }
        ledger.entomb();
        with.logs().delete(id);
        forget();
        publish(() -> {
            ledger.directory().remove();
            completeInit();
            log.atInfo().addKeyValue("container", id).log("container deleted");
        });
    }

    /** Delivers the rest of the output, lets every shim end and closes the log. */
    void finishAll() {
        for (ManagedProcess process : processes.values()) {
            process.shim().ifPresent(shim -> shim.finish(Deadline.after(FINISH_BUDGET)));
        }
        logWriter.ifPresent(LogWriter::close);
        logWriter = Optional.empty();
    }

    private void completeInit() {
        if (ledger.state() instanceof ContainerState.Stopped stopped) {
            process(ProcessId.INIT).ifPresent(init -> init.exit().complete(stopped.exit()));
        }
    }

    // Execs, on the mailbox.

    /** Puts the intent of an exec on disk. {@return its process} */
    ManagedProcess beginExec(ProcessRecord process, String processJson) {
        if (status() == ContainerStatus.PAUSED) {
            throw wrongState("container.paused", "nothing can be executed in a paused container");
        }
        if (status() != ContainerStatus.RUNNING || initExit.isPresent()) {
            throw wrongState("container.not-running", "only in a running container something can be executed");
        }
        if (processes.containsKey(process.id())) {
            throw new CaissonException(
                    ErrorCode.ALREADY_EXISTS,
                    "process.exists",
                    "container " + id + " has a process " + process.id() + " already",
                    Map.of("container", id.value(), "process", process.id().value()));
        }
        ledger.directory().createProcessDirectory(process.id());
        ledger.directory().writeProcessDocument(process.id(), processJson);
        ledger.persist(ledger.record().withProcess(process));
        launching++;
        return reserve(process.id());
    }

    void execLaunched(ManagedProcess process, ShimProcess shim) {
        launching--;
        ContainerRecord record = ledger.record();
        ProcessRecord launched = record.process(process.id())
                .orElseThrow()
                .launched(shim.process(), shim.shim())
                .started(with.clock().instant());
        ledger.apply(
                record.withProcess(launched),
                new ContainerEvent.ExecStarted(id, record.birth(), process.id(), shim.process()));
        publish(() -> {});
        adopt(process, shim);
    }

    void execFailed(ManagedProcess process) {
        launching--;
        processes.remove(process.id());
        ledger.persist(ledger.record().withoutProcess(process.id()));
        ledger.directory().removeProcessDirectory(process.id());
        settleInit();
    }

    // Facts, on the mailbox.

    private void exited(ManagedProcess process, ProcessExit exit) {
        if (exit.source() != ProcessExit.Source.RECORD) {
            log.atWarn()
                    .addKeyValue("container", id)
                    .addKeyValue("exec", process.id())
                    .addKeyValue("source", exit.source())
                    .log("an exit was not told by the shim");
        }
        if (process.id().isInit()) {
            initExit = Optional.of(exit);
            settleInit();
        } else {
            execExited(process, exit.status());
        }
    }

    private void execExited(ManagedProcess process, ExitStatus status) {
        ContainerRecord record = ledger.record();
        ProcessRecord ended = record.process(process.id()).orElseThrow().exited(status);
        ledger.apply(
                record.withProcess(ended), new ContainerEvent.ExecExited(id, record.birth(), process.id(), status));
        finishExec(process, status);
        publish(() -> process.exit().complete(status));
        settleInit();
    }

    /** The rest of an exec whose exit is on disk; also done again after a restart. */
    void finishExec(ManagedProcess process, ExitStatus status) {
        process.requireShim().finish(Deadline.after(FINISH_BUDGET));
        ledger.directory().removeProcessDirectory(process.id());
        ledger.persist(ledger.record().withoutProcess(process.id()));
        pastExits.add(process.id(), status);
        processes.remove(process.id());
    }

    /** Tells init's exit once every exec has been told: it is the last exit of its container. */
    private void settleInit() {
        if (initExit.isEmpty() || !(ledger.state() instanceof ContainerState.Live)) {
            return;
        }
        ExitStatus status = initExit.get().status();
        ContainerRecord record = ledger.record();
        if (!with.cgroups().pids(record.cgroupsPath()).isEmpty()) {
            // Without a pid namespace of its own the container's other processes outlive init: they go with it.
            with.cgroups().remove(record.cgroupsPath(), Deadline.after(FINISH_BUDGET));
        }
        if (launching > 0 || processes.size() > 1) {
            return;
        }
        ProcessRecord init = record.process(ProcessId.INIT).orElseThrow();
        ledger.apply(
                record.withoutIntent().withProcess(init.exited(status)),
                new ContainerEvent.Exited(id, record.birth(), status));
        finishAll();
        if (record.autoRemove()) {
            removeAfterExit();
        } else {
            publishExit();
        }
    }

    /** The rest of an exit whose record is on disk; also done again after a restart. */
    void removeAfterExit() {
        try {
            remove(Deadline.after(REMOVE_BUDGET));
        } catch (CaissonException e) {
            log.atError()
                    .addKeyValue("container", id)
                    .addKeyValue("reason", e.reason())
                    .setCause(e)
                    .log("an ended container could not be removed and stays");
            publishExit();
        }
    }

    void publishExit() {
        publish(() -> {
            completeInit();
            log.atInfo().addKeyValue("container", id).log("container exited");
        });
    }

    private void shimLost(ManagedProcess process, ShimProcess shim) {
        log.atWarn()
                .addKeyValue("container", id)
                .addKeyValue("exec", process.id())
                .addKeyValue("pid", shim.process().pid())
                .log("a shim is gone before its time");
        if (ledger.record().onShimLoss() == ShimLossPolicy.KILL) {
            signal(shim, 9);
        }
    }

    /** Tells what happened; while the journal takes nothing, tries again until it does. */
    void publish(Runnable then) {
        if (!ledger.publish(then)) {
            retryPublish();
        }
    }

    private void retryPublish() {
        try {
            with.scheduler()
                    .schedule(
                            () -> mailbox.execute(() -> publish(() -> {})),
                            PUBLISH_RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // the server goes down; the outbox is on disk
            log.atDebug().addKeyValue("container", id).log("events stay in the outbox");
        }
    }

    // For any thread.

    /** Sends a signal. {@return false if the process has gone} */
    static boolean signal(ShimProcess shim, int signal) {
        try {
            shim.signal(signal);
            return true;
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    CaissonException wrongState(String reason, String what) {
        return new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                reason,
                "container " + id + " is " + status().word() + ": " + what,
                Map.of("container", id.value(), "status", status().word()));
    }

    /** Lets go of shims and logs; what runs runs on. */
    void close() {
        processes.values().forEach(process -> process.shim().ifPresent(ShimProcess::close));
        logWriter.ifPresent(LogWriter::close);
    }

    List<Long> pids() {
        return with.cgroups().pids(ledger.record().cgroupsPath()).stream()
                .sorted()
                .toList();
    }
}
