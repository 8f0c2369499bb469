package io.caisson.supervisor.internal;

import io.caisson.api.cgroup.Cgroups;
import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.EventJournal;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.runtime.OciRuntimes;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.shim.ShimManager;
import io.caisson.api.spec.SpecService;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All containers of this server. On activation it knows at once what is on disk and takes it up again side by side. */
@Component(service = Containers.class)
public final class Supervisor implements Containers {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Set<String> RESERVED_IDS = Set.of("caisson.sock");
    private static final Duration MAX_GRACE = Duration.ofMinutes(10);
    private static final Duration KILL_BUDGET = Duration.ofSeconds(10);
    private static final Duration STOP_BUDGET = Duration.ofSeconds(8);
    private static final Duration RESUME_BUDGET = Duration.ofSeconds(10);

    private final Collaborators with;
    private final ServerSettings settings;
    private final ExecutorService pool;
    private final String cgroupsParent;
    private final ConcurrentMap<ContainerId, ManagedContainer> containers = new ConcurrentHashMap<>();
    private final ConcurrentMap<ContainerId, Quarantine> quarantine = new ConcurrentHashMap<>();
    private final AtomicLong lastBirth = new AtomicLong();
    private final AtomicInteger restoring = new AtomicInteger();
    private volatile boolean stopping;

    @Activate
    public Supervisor(
            @Reference ServerSettings settings,
            @Reference SpecService spec,
            @Reference OciRuntimes runtimes,
            @Reference ShimManager shims,
            @Reference EventJournal journal,
            @Reference ContainerLogs logs,
            @Reference Cgroups cgroups) {
        this.settings = settings;
        this.pool = Threads.bounded(
                "caisson-containers", Math.max(16, 8 * Runtime.getRuntime().availableProcessors()));
        ScheduledExecutorService scheduler = Threads.scheduler("caisson-retry");
        this.with = new Collaborators(
                spec, runtimes, shims, journal, logs, cgroups, settings.stateDir(), InstantSource.system(), scheduler);
        this.cgroupsParent = CgroupsParent.of(settings.stateDir());
        restore();
    }

    // Start and stop of the server.

    private void restore() {
        List<Path> directories = new ArrayList<>();
        try (Stream<Path> children = Files.list(settings.stateDir())) {
            children.filter(Files::isDirectory).forEach(directories::add);
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.UNAVAILABLE,
                    "state.unreadable",
                    "cannot read the state directory " + settings.stateDir() + ": " + e,
                    Map.of(),
                    e);
        }
        for (Path directory : directories) {
            String name = directory.getFileName().toString();
            boolean entombed = name.startsWith(StateDirectory.TOMBSTONE);
            if (entombed || !name.startsWith(".")) {
                restore(directory, entombed);
            }
        }
    }

    private void restore(Path directory, boolean entombed) {
        StateDirectory found = StateDirectory.existing(directory);
        ContainerRecord record;
        try {
            record = found.read();
        } catch (IOException e) {
            if (!removedAsLeftOver(found, entombed, e)) {
                keepAside(directory, e);
            }
            return;
        }
        lastBirth.accumulateAndGet(record.birth(), Math::max);
        ManagedContainer container = entombed ? detached(record.id()) : manage(record.id());
        container.restore(new Ledger(with.journal(), with.clock(), found, record));
        if (!entombed) {
            containers.put(record.id(), container);
        }
        restoring.incrementAndGet();
        container.mailbox().execute(() -> {
            try {
                new ContainerRecovery(with, container).recover(entombed);
            } finally {
                restoring.decrementAndGet();
            }
        });
    }

    /** Without a record there may be a directory whose creation or removal a crash cut short: nothing belongs to it. */
    private static boolean removedAsLeftOver(StateDirectory found, boolean entombed, IOException problem) {
        try {
            if (!(problem instanceof NoSuchFileException) || !(entombed || found.isBare())) {
                return false;
            }
            found.remove();
            log.atInfo().addKeyValue("directory", found.path()).log("a left-over directory was removed");
            return true;
        } catch (IOException | UncheckedIOException e) {
            log.atWarn()
                    .addKeyValue("directory", found.path())
                    .setCause(e)
                    .log("a left-over directory cannot be removed");
            return false;
        }
    }

    private void keepAside(Path directory, IOException problem) {
        log.atError()
                .addKeyValue("directory", directory)
                .setCause(problem)
                .log("a container's record cannot be read, it is left alone");
        try {
            ContainerId id = new ContainerId(directory.getFileName().toString());
            quarantine.put(
                    id,
                    new Quarantine(
                            id,
                            directory,
                            String.valueOf(problem.getMessage()),
                            with.clock().instant()));
        } catch (CaissonException e) {
            log.atDebug().addKeyValue("directory", directory).log("it is no container's directory");
        }
    }

    private ManagedContainer manage(ContainerId id) {
        ManagedContainer[] self = new ManagedContainer[1];
        self[0] = new ManagedContainer(id, new Mailbox(id.value(), pool), with, () -> containers.remove(id, self[0]));
        return self[0];
    }

    private ManagedContainer detached(ContainerId id) {
        return new ManagedContainer(id, new Mailbox(id.value(), pool), with, () -> {});
    }

    @Deactivate
    void deactivate() {
        stopping = true;
        with.scheduler().shutdownNow();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(STOP_BUDGET.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("operations are still under way; the next start ends them");
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        containers.values().forEach(ManagedContainer::close);
        if (containers.isEmpty()) {
            with.cgroups().removeIfEmpty(cgroupsParent);
        }
    }

    // Reads.

    @Override
    public List<ContainerView> list() {
        List<ContainerView> views = new ArrayList<>();
        containers.values().forEach(container -> container.view().ifPresent(views::add));
        quarantine.values().forEach(kept -> views.add(kept.view()));
        views.sort(Comparator.comparing(ContainerView::id));
        return views;
    }

    @Override
    public Optional<ContainerView> find(ContainerId id) {
        ManagedContainer container = containers.get(id);
        return container != null
                ? container.view()
                : Optional.ofNullable(quarantine.get(id)).map(Quarantine::view);
    }

    @Override
    public ContainerView require(ContainerId id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    private static CaissonException unknown(ContainerId id) {
        return new CaissonException(
                ErrorCode.NOT_FOUND,
                "container.unknown",
                "there is no container " + id,
                Map.of("container", id.value()));
    }

    private ManagedContainer managed(ContainerId id) {
        if (stopping) {
            throw new CaissonException(ErrorCode.UNAVAILABLE, "server.stopping", "the server is going down");
        }
        Quarantine kept = quarantine.get(id);
        if (kept != null) {
            throw kept.refusal();
        }
        ManagedContainer container = containers.get(id);
        if (container == null || container.ledger() == null) {
            throw unknown(id);
        }
        return container;
    }

    @Override
    public String spec(ContainerId id) {
        return managed(id).ledger().directory().canonicalSpec().orElse("");
    }

    @Override
    public List<Long> pids(ContainerId id, Deadline deadline) {
        return managed(id).pids();
    }

    @Override
    public int restoring() {
        return restoring.get();
    }

    // Changes.

    @Override
    public ContainerView create(CreateRequest request, Deadline deadline) {
        ContainerId id = request.id();
        if (stopping) {
            throw new CaissonException(ErrorCode.UNAVAILABLE, "server.stopping", "the server is going down");
        }
        if (RESERVED_IDS.contains(id.value())) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "container.id-reserved",
                    "\"" + id + "\" is a name of the server's own",
                    Map.of("id", id.value()));
        }
        ManagedContainer container = manage(id);
        if (quarantine.containsKey(id) || containers.putIfAbsent(id, container) != null) {
            throw new CaissonException(
                    ErrorCode.ALREADY_EXISTS,
                    "container.exists",
                    "there is a container " + id + " already",
                    Map.of("container", id.value()));
        }
        try {
            return container.mailbox().call("create", deadline, () -> create(container, request, deadline));
        } catch (CaissonException e) {
            if (e.reason().equals("operation.timeout") || e.reason().equals("container.busy")) {
                // If it still runs, it takes itself out; if it never ran, nobody else would.
                container.mailbox().execute(() -> forgetIfNotMade(container));
            }
            throw e;
        }
    }

    private ContainerView create(ManagedContainer container, CreateRequest request, Deadline deadline) {
        boolean own = request.runtime().isPresent();
        try {
            container.created(new ContainerCreation(
                            with,
                            request,
                            request.runtime().orElse(settings.runtime()),
                            own ? request.runtimeArgs() : settings.runtimeArgs(),
                            newBirth())
                    .make(cgroupsParent + "/" + request.id(), deadline));
            return container.view().orElseThrow();
        } finally {
            forgetIfNotMade(container);
        }
    }

    private static void forgetIfNotMade(ManagedContainer container) {
        if (container.ledger() == null) {
            container.forget();
        }
    }

    /** Microseconds since 1970, made strictly growing: unique over restarts without a counter on disk. */
    private long newBirth() {
        long now = TimeUnit.MILLISECONDS.toMicros(with.clock().millis());
        return lastBirth.updateAndGet(last -> Math.max(last + 1, now));
    }

    @Override
    public ContainerView start(ContainerId id, Deadline deadline) {
        ManagedContainer container = managed(id);
        return container.mailbox().call("start", deadline, () -> container.start(deadline));
    }

    @Override
    public ContainerView run(CreateRequest request, Deadline deadline) {
        create(request, deadline);
        try {
            return start(request.id(), deadline);
        } catch (CaissonException e) {
            try {
                delete(request.id(), true, Deadline.after(KILL_BUDGET.plus(RESUME_BUDGET)));
            } catch (CaissonException suppressed) {
                if (suppressed.code() != ErrorCode.NOT_FOUND) {
                    e.addSuppressed(suppressed);
                }
            }
            throw e;
        }
    }

    @Override
    public void kill(ContainerId id, ProcessId process, Signal signal) {
        ManagedContainer container = managed(id);
        if (!(container.ledger().state() instanceof ContainerState.Live)) {
            throw container.wrongState("container.not-running", "it takes no signal");
        }
        ManagedProcess target = container.process(process).orElseThrow(() -> unknownProcess(id, process));
        if (!ManagedContainer.signal(target.requireShim(), signal.number())) {
            throw container.wrongState("container.not-running", "process " + process + " has just ended");
        }
        if (signal.equals(Signal.KILL)) {
            thaw(container);
        }
    }

    /** A frozen process does not die of SIGKILL before it is thawed. */
    private void thaw(ManagedContainer container) {
        if (container.status() == ContainerStatus.PAUSED) {
            container.mailbox().execute(() -> {
                if (container.status() == ContainerStatus.PAUSED) {
                    container.resume(Deadline.after(RESUME_BUDGET));
                }
            });
        }
    }

    private static CaissonException unknownProcess(ContainerId id, ProcessId process) {
        return new CaissonException(
                ErrorCode.NOT_FOUND,
                "process.unknown",
                "container " + id + " has no process " + process,
                Map.of("container", id.value(), "process", process.value()));
    }

    @Override
    public void killAll(ContainerId id, Signal signal, Deadline deadline) {
        ManagedContainer container = managed(id);
        if (!(container.ledger().state() instanceof ContainerState.Live)) {
            throw container.wrongState("container.not-running", "it takes no signal");
        }
        container.mailbox().call("kill", deadline, () -> {
            container.runtime().kill(id, signal.number(), true, deadline);
            return null;
        });
        if (signal.equals(Signal.KILL)) {
            thaw(container);
        }
    }

    @Override
    public ExitStatus stop(ContainerId id, Duration grace) {
        if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "stop.grace-invalid",
                    "the grace period must be 0 to 10 minutes, but is " + grace,
                    Map.of("grace", grace.toString()));
        }
        ManagedContainer container = managed(id);
        if (container.ledger().state() instanceof ContainerState.Stopped stopped) {
            return stopped.exit();
        }
        ManagedProcess init = container.process(ProcessId.INIT).orElseThrow(() -> unknownProcess(id, ProcessId.INIT));
        if (!grace.isZero()) {
            ManagedContainer.signal(init.requireShim(), Signal.TERM.number());
            Optional<ExitStatus> ended = Waiting.forExit(init.exit(), Deadline.after(grace));
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        return kill(container, init, Deadline.after(KILL_BUDGET));
    }

    private ExitStatus kill(ManagedContainer container, ManagedProcess init, Deadline deadline) {
        ManagedContainer.signal(init.requireShim(), Signal.KILL.number());
        thaw(container);
        return Waiting.forExit(init.exit(), deadline)
                .orElseThrow(() -> new CaissonException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "container.unkillable",
                        "container " + container.id() + " was sent SIGKILL and has not ended yet",
                        Map.of("container", container.id().value())));
    }

    @Override
    public ContainerView pause(ContainerId id, Deadline deadline) {
        ManagedContainer container = managed(id);
        return container.mailbox().call("pause", deadline, () -> container.pause(deadline));
    }

    @Override
    public ContainerView resume(ContainerId id, Deadline deadline) {
        ManagedContainer container = managed(id);
        return container.mailbox().call("resume", deadline, () -> container.resume(deadline));
    }

    @Override
    public void delete(ContainerId id, boolean force, Deadline deadline) {
        Quarantine kept = quarantine.get(id);
        if (kept != null && force) {
            kept.remove(with, settings, cgroupsParent + "/" + id, deadline);
            quarantine.remove(id, kept);
            return;
        }
        ManagedContainer container = managed(id);
        ContainerState state = container.ledger().state();
        if (state instanceof ContainerState.Live) {
            if (!force && !(state instanceof ContainerState.Created)) {
                throw container.wrongState("container.running", "stop it first, or delete it with force");
            }
            Optional<ManagedProcess> init = container.process(ProcessId.INIT);
            if (init.isPresent()) {
                kill(container, init.get(), deadline);
            }
        }
        container.mailbox().call("delete", deadline, () -> {
            if (container.isRemoved()) {
                return null; // another delete, or autoRemove, was first
            }
            if (container.ledger().state() instanceof ContainerState.Live) {
                throw container.wrongState("container.running", "it has not ended yet");
            }
            container.remove(deadline);
            return null;
        });
    }

    // Further processes and streams.

    @Override
    public Attachment exec(ExecRequest request, OutputListener output, Deadline deadline) {
        return new ExecLaunch(with, managed(request.container())).launch(request, output, deadline);
    }

    @Override
    public Attachment attach(ContainerId id, ProcessId process, OutputListener output) {
        return managed(id)
                .process(process)
                .orElseThrow(() -> unknownProcess(id, process))
                .attach(output);
    }

    @Override
    public ExitStatus waitFor(ContainerId id, ProcessId process, Deadline deadline) {
        ManagedContainer container = managed(id);
        Optional<ManagedProcess> running = container.process(process);
        if (running.isEmpty()) {
            return container.pastExit(process).orElseThrow(() -> unknownProcess(id, process));
        }
        return Waiting.forExit(running.get().exit(), deadline)
                .orElseThrow(() -> new CaissonException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "process.still-running",
                        "process " + process + " of container " + id + " still runs",
                        Map.of("container", id.value(), "process", process.value())));
    }
}
