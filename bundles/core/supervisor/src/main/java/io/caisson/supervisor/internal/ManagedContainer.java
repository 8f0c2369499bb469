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
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.log.LogWriter;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
    private static final long RETRY_MILLIS = 1_000;

    private static final Comparator<ProcessRecord> INIT_FIRST = Comparator.comparing(
                    (ProcessRecord process) -> !process.id().isInit())
            .thenComparing(ProcessRecord::id);

    private final ContainerId id;
    private final Mailbox mailbox;
    private final Collaborators with;
    private final Runnable forget;
    private final ConcurrentMap<ProcessId, ManagedProcess> processes = new ConcurrentHashMap<>();
    private final Facts facts;
    private final Intents intents;
    private final Removal removal;
    private final Execs execs;
    private final Restarts restarts;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Responsiveness responsiveness = new Responsiveness();
    private volatile Ledger ledger; // null until its intent is on disk
    private volatile boolean removed;
    private OciRuntime runtime; // mailbox
    private Optional<LogWriter> logWriter = Optional.empty(); // mailbox
    private volatile Optional<ProcessExit> initExit =
            Optional.empty(); // set on the mailbox; known, and waiting for execs
    private boolean publishLater; // mailbox; a repetition is under way

    ManagedContainer(ContainerId id, Mailbox mailbox, Collaborators with, Runnable forget) {
        this.id = id;
        this.mailbox = mailbox;
        this.with = with;
        this.forget = forget;
        this.facts = new Facts(id.value(), mailbox, with.scheduler());
        this.intents = new Intents(with, this);
        this.removal = new Removal(with, this);
        this.execs = new Execs(with, this);
        this.restarts = new Restarts(with, this);
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

    Facts facts() {
        return facts;
    }

    Intents intents() {
        return intents;
    }

    Removal removal() {
        return removal;
    }

    Execs execs() {
        return execs;
    }

    Restarts restarts() {
        return restarts;
    }

    /** {@return completed when it is made or restored: only then its processes are known} */
    CompletableFuture<Void> ready() {
        return ready;
    }

    Responsiveness responsiveness() {
        return responsiveness;
    }

    boolean isRemoved() {
        return removed;
    }

    /** Takes it out of the list of containers. */
    void forget() {
        removed = true;
        ready.complete(null);
        forget.run();
    }

    ContainerStatus status() {
        return ledger.state().status();
    }

    Optional<ManagedProcess> process(ProcessId process) {
        return Optional.ofNullable(processes.get(process));
    }

    /** {@return how many processes run or are being launched, init among them} */
    int processCount() {
        return processes.size();
    }

    /** {@return whether init's end is known, though it may not be told yet} */
    boolean isInitGone() {
        return initExit.isPresent();
    }

    /** Takes a process out, unless another one has its id by now. */
    void drop(ManagedProcess process) {
        processes.remove(process.id(), process);
    }

    /** {@return a snapshot; empty while nothing is on disk yet} */
    Optional<ContainerView> view() {
        Ledger known = ledger;
        if (known == null) {
            return Optional.empty();
        }
        ContainerRecord record = known.record();
        Optional<Path> logFile = record.logged()
                ? Optional.of(with.logs().file(id))
                : record.log().path();
        return Optional.of(new ContainerView(
                id,
                record.birth(),
                responsiveness.shown(record.state()),
                record.ociBundle(),
                record.runtime(),
                record.specVersion(),
                record.labels(),
                record.autoRemove(),
                record.processes().stream()
                        .filter(process ->
                                process.id().isInit() || process.exit().isEmpty())
                        .sorted(INIT_FIRST)
                        .map(ProcessRecord::view)
                        .toList(),
                record.createdAt(),
                record.startedAt(),
                logFile,
                record.cgroupsPath(),
                known.lastSequence(),
                restarts.view()));
    }

    // Creation and recovery hand their results over here.

    void created(ContainerCreation.Made made) {
        runtime = made.runtime();
        logWriter = made.logWriter();
        processes.put(ProcessId.INIT, made.init());
        initExit = Optional.empty(); // of the life before
        ledger = made.ledger();
        ready.complete(null);
        watch(made.init(), made.init().requireShim());
        publish(() -> log.atInfo().addKeyValue("container", id).log("container created"));
    }

    /** Takes over a record that was read from disk; its processes follow with {@link #adopt}. */
    void restore(Ledger read) {
        ledger = read;
    }

    void openLog() {
        logWriter = Optional.of(with.logs().reopen(id, ledger.record().log()));
    }

    ManagedProcess reserve(ProcessId process) {
        ManagedProcess made = new ManagedProcess(process);
        if (process.isInit()) {
            logWriter.ifPresent(writer -> made.output().log(writer));
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
        if (intents.hadHappened("start", ContainerStatus.RUNNING)) {
            return view().orElseThrow();
        }
        if (ledger.state() instanceof ContainerState.Stopped && restarts.isDefined()) {
            restarts.startByUser(deadline);
            return view().orElseThrow();
        }
        if (!(ledger.state() instanceof ContainerState.Created)) {
            throw wrongState("container.not-created", "only a created container can be started");
        }
        intents.perform("start", () -> runtime().start(id, deadline));
        ContainerRecord record = ledger.record();
        ProcessRecord init = record.process(ProcessId.INIT).orElseThrow();
        tell(record.withProcess(init.started(with.clock().instant())), new ContainerEvent.Started(id, record.birth()));
        log.atInfo().addKeyValue("container", id).log("container started");
        return view().orElseThrow();
    }

    ContainerView pause(Deadline deadline) {
        if (intents.hadHappened("pause", ContainerStatus.PAUSED)) {
            return view().orElseThrow();
        }
        if (status() != ContainerStatus.RUNNING) {
            throw wrongState("container.not-running", "only a running container can be paused");
        }
        intents.perform("pause", () -> runtime().pause(id, deadline));
        tell(ledger.record(), new ContainerEvent.Paused(id, ledger.record().birth()));
        return view().orElseThrow();
    }

    ContainerView resume(Deadline deadline) {
        if (intents.hadHappened("resume", ContainerStatus.RUNNING)) {
            return view().orElseThrow();
        }
        if (status() != ContainerStatus.PAUSED) {
            throw wrongState("container.not-paused", "only a paused container can be resumed");
        }
        intents.perform("resume", () -> runtime().resume(id, deadline));
        tell(ledger.record(), new ContainerEvent.Resumed(id, ledger.record().birth()));
        return view().orElseThrow();
    }

    /** Puts a changed record on disk as the result of an operation, with its event, and publishes that. */
    void tell(ContainerRecord changed, ContainerEvent event) {
        ledger.apply(changed.withoutIntent(), event);
        publish(() -> {});
    }

    /** Removes a container that has ended, with all that belongs to it; the last act of its mailbox. */
    void remove(Deadline deadline) {
        removal.run(deadline);
    }

    /** Delivers the rest of the output, lets every shim end and closes the log. */
    void finishAll() {
        for (ManagedProcess process : processes.values()) {
            process.shim().ifPresent(this::finish);
        }
        logWriter.ifPresent(LogWriter::close);
        logWriter = Optional.empty();
    }

    /** Ends a shim whose process has ended. */
    void finish(ShimProcess shim) {
        try {
            shim.finish(Deadline.after(FINISH_BUDGET));
        } catch (RuntimeException e) { // the exit must be told nevertheless
            log.atError()
                    .addKeyValue("container", id)
                    .addKeyValue("pid", shim.process().pid())
                    .setCause(e)
                    .log("a shim was not ended properly");
        }
    }

    void completeInit() {
        if (ledger.state() instanceof ContainerState.Stopped stopped) {
            process(ProcessId.INIT).ifPresent(init -> {
                init.recorded().complete(stopped.exit());
                init.exit().complete(stopped.exit());
            });
        }
    }

    // Facts, on the mailbox.

    private void exited(ManagedProcess process, ProcessExit exit) {
        if (processes.get(process.id()) != process) {
            return; // of a restoration that failed and is done again
        }
        if (exit.source() != ProcessExit.Source.RECORD) {
            log.atWarn()
                    .addKeyValue("container", id)
                    .addKeyValue("exec", process.id())
                    .addKeyValue("source", exit.source())
                    .log("an exit was not told by the shim");
        }
        if (process.id().isInit()) {
            initExit = Optional.of(exit);
            facts.note("exit", this::settleInit);
        } else {
            facts.note("exit of exec", () -> execs.exited(process, exit.status()));
        }
    }

    /** Tells init's exit once every exec has been told: it is the last exit of its container. */
    void settleInit() {
        if (initExit.isEmpty() || !(ledger.state() instanceof ContainerState.Live)) {
            return;
        }
        FailPoints.hit("exit.known");
        killRest();
        if (execs.isLaunching() || processes.size() > 1) {
            return;
        }
        settleIntent();
        ManagedProcess ended = processes.get(ProcessId.INIT);
        ExitStatus status = ended.reasoned(initExit.get().status());
        ContainerRecord record = ledger.record();
        ProcessRecord init = record.process(ProcessId.INIT).orElseThrow();
        ledger.apply(
                record.withoutIntent().withProcess(init.exited(status)),
                new ContainerEvent.Exited(id, record.birth(), status));
        ended.recorded().complete(status);
        FailPoints.hit("exit.after-stopped");
        finishAll();
        FailPoints.hit("exit.after-finish");
        if (record.autoRemove()) {
            mailbox.executeSlow(this::removeAfterExit);
        } else {
            publishExit();
        }
    }

    /** Without a pid namespace of its own the container's other processes outlive init: they go with it. */
    private void killRest() {
        String cgroupsPath = ledger.record().cgroupsPath();
        try {
            if (with.cgroups().isPopulated(cgroupsPath)) {
                with.cgroups().remove(cgroupsPath, Deadline.after(FINISH_BUDGET));
            }
        } catch (RuntimeException e) { // the exit must be told nevertheless
            log.atWarn().addKeyValue("container", id).setCause(e).log("an ended container still has processes");
        }
    }

    /** A start whose result could not be written must be told before the exit. */
    private void settleIntent() {
        try {
            intents.settle(true);
        } catch (RuntimeException e) { // the exit must be told nevertheless
            log.atWarn().addKeyValue("container", id).setCause(e).log("an operation stays unsettled");
        }
    }

    /** The rest of an exit whose record is on disk; also done again after a restart. */
    void removeAfterExit() {
        if (removed) {
            return; // a delete was first
        }
        try {
            remove(Deadline.after(REMOVE_BUDGET));
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("container", id)
                    .setCause(e)
                    .log("an ended container could not be removed and stays");
            publishExit();
        }
    }

    void publishExit() {
        publish(() -> {
            completeInit();
            log.atInfo().addKeyValue("container", id).log("container exited");
            restarts.ended();
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
        ledger.whenPublished(then);
        publish();
    }

    private void publish() {
        if (!ledger.publish() && !publishLater) {
            publishLater = true;
            facts.later(RETRY_MILLIS, () -> {
                publishLater = false;
                publish();
            });
        }
    }

    /** Takes back a restoration that failed, so that it can be done again. */
    void unrestore() {
        close();
        logWriter = Optional.empty();
        processes.clear();
        initExit = Optional.empty();
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
