package io.caisson.supervisor.internal;

import io.caisson.api.cgroup.Cgroups;
import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.RestoreProgress;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** All containers of this server. It serves as soon as it is active, while what is on disk is taken up side by side. */
@Component(service = Containers.class)
public final class Supervisor implements Containers {
    private static final Duration READ_PATIENCE = Duration.ofSeconds(2);

    private final Collaborators with;
    private final ServerSettings settings;
    private final WorkerPools pools = new WorkerPools();
    private final RuntimeSlots slots = new RuntimeSlots();
    private final String cgroupsParent;
    private final ContainerTable table;
    private final Restoration restoration;
    private final Creations creations;
    private final LostContainers lost;

    @Reference
    private ExecLimit execLimit = new ExecLimit();

    @Activate
    public Supervisor(
            @Reference ServerSettings settings,
            @Reference SpecService spec,
            @Reference OciRuntimes runtimes,
            @Reference ShimManager shims,
            @Reference EventJournal journal,
            @Reference ContainerLogs logs,
            @Reference Cgroups cgroups) {
        this(
                settings,
                spec,
                runtimes,
                shims,
                journal,
                logs,
                cgroups,
                new DurableFiles(DurableFiles.Changes.NONE, Reserve.in(settings.stateDir())));
    }

    /** @param files changes the state directory and definitions */
    Supervisor(
            ServerSettings settings,
            SpecService spec,
            OciRuntimes runtimes,
            ShimManager shims,
            EventJournal journal,
            ContainerLogs logs,
            Cgroups cgroups,
            DurableFiles files) {
        this(settings, spec, runtimes, shims, journal, logs, cgroups, files, Boot.present(), Backoff.USUAL);
    }

    Supervisor(
            ServerSettings settings,
            SpecService spec,
            OciRuntimes runtimes,
            ShimManager shims,
            EventJournal journal,
            ContainerLogs logs,
            Cgroups cgroups,
            DurableFiles files,
            Boot boot,
            Backoff backoff) {
        this.settings = settings;
        ScheduledExecutorService scheduler = Threads.scheduler("caisson-retry");
        InstantSource clock = InstantSource.system();
        this.with = new Collaborators(
                spec,
                runtimes,
                shims,
                journal,
                logs,
                cgroups,
                settings.stateDir(),
                files,
                clock,
                scheduler,
                new Births(clock),
                new Definitions(files, settings.rootDir()),
                boot,
                backoff);
        this.cgroupsParent = CgroupsParent.of(settings.stateDir());
        this.table = new ContainerTable(with, pools);
        this.creations = new Creations(with, settings, table, cgroupsParent);
        this.restoration = new Restoration(with, table, cgroupsParent, new Vanished(with, settings));
        this.lost = new LostContainers(with, settings, table, cgroupsParent);
        restoration.begin();
    }

    @Deactivate
    void deactivate() {
        table.stop();
        restoration.end();
        with.scheduler().shutdownNow();
        pools.stop();
        table.all().forEach(ManagedContainer::close);
        if (table.all().isEmpty()) {
            with.cgroups().removeIfEmpty(cgroupsParent);
        }
    }

    // Reads.

    @Override
    public List<ContainerView> list() {
        return table.list();
    }

    @Override
    public Optional<ContainerView> find(ContainerId id) {
        return table.find(id);
    }

    @Override
    public ContainerView require(ContainerId id) {
        return find(id).or(() -> table.lookedFor(id, Deadline.after(READ_PATIENCE)))
                .orElseThrow(() -> ContainerTable.unknown(id));
    }

    @Override
    public String spec(ContainerId id) {
        return table.managed(id, Deadline.after(READ_PATIENCE))
                .ledger()
                .directory()
                .canonicalSpec()
                .orElse("");
    }

    @Override
    public List<Long> pids(ContainerId id, Deadline deadline) {
        return table.managed(id, deadline).pids();
    }

    @Override
    public RestoreProgress restoreProgress() {
        return restoration.progress();
    }

    // Changes.

    @Override
    public ContainerView create(CreateRequest request, Deadline deadline) {
        return slots.use("create", request.id(), deadline, () -> creations.create(request, deadline));
    }

    @Override
    public ContainerView start(ContainerId id, Deadline deadline) {
        ManagedContainer container = table.settled(id, deadline);
        return slots.use(
                "start",
                id,
                deadline,
                () -> container.mailbox().call("start", deadline, () -> container.start(deadline)));
    }

    @Override
    public ContainerView run(CreateRequest request, Deadline deadline) {
        create(request, deadline);
        try {
            return start(request.id(), deadline);
        } catch (CaissonException e) {
            try {
                delete(request.id(), true, Deadline.after(Endings.KILL_BUDGET.plus(Endings.RESUME_BUDGET)));
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
        if (!lost.kill(id, process, signal)) {
            Endings.kill(table.settled(id), process, signal);
        }
    }

    @Override
    public void killAll(ContainerId id, Signal signal, Deadline deadline) {
        if (!lost.kill(id, ProcessId.INIT, signal)) {
            Endings.killAll(table.settled(id, deadline), signal, deadline);
        }
    }

    @Override
    public ExitStatus stop(ContainerId id, Duration grace) {
        Endings.requireGrace(grace);
        return Endings.stop(table.settled(id), grace);
    }

    @Override
    public ContainerView updateRestartPolicy(ContainerId id, RestartPolicy policy, Deadline deadline) {
        ManagedContainer container = table.settled(id, deadline);
        return container.mailbox().call("update", deadline, () -> {
            container.restarts().change(policy);
            return container.view().orElseThrow();
        });
    }

    @Override
    public ContainerView pause(ContainerId id, Deadline deadline) {
        ManagedContainer container = table.settled(id, deadline);
        return container.mailbox().call("pause", deadline, () -> container.pause(deadline));
    }

    @Override
    public ContainerView resume(ContainerId id, Deadline deadline) {
        ManagedContainer container = table.settled(id, deadline);
        return container.mailbox().call("resume", deadline, () -> container.resume(deadline));
    }

    @Override
    public void delete(ContainerId id, boolean force, Deadline deadline) {
        if (force && lost.remove(id, deadline)) {
            return;
        }
        Endings.delete(table.settled(id, deadline), force, deadline);
    }

    // Further processes and streams.

    @Override
    public Attachment exec(ExecRequest request, OutputListener output, Deadline deadline) {
        ExecLaunch launch = new ExecLaunch(with, table.settled(request.container(), deadline), execLimit.most());
        return slots.use("exec", request.container(), deadline, () -> launch.launch(request, output, deadline));
    }

    @Override
    public Attachment attach(ContainerId id, ProcessId process, OutputListener output) {
        return table.settled(id)
                .process(process)
                .orElseThrow(() -> Endings.unknownProcess(id, process))
                .attach(output);
    }

    @Override
    public ExitStatus waitFor(ContainerId id, ProcessId process, Deadline deadline) {
        ManagedContainer container = table.settled(id, deadline);
        Optional<ManagedProcess> running = container.process(process);
        if (running.isEmpty()) {
            return container.execs().pastExit(process).orElseThrow(() -> Endings.unknownProcess(id, process));
        }
        return Waiting.forExit(running.get().exit(), deadline)
                .orElseThrow(() -> new CaissonException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "process.still-running",
                        "process " + process + " of container " + id + " still runs",
                        Map.of("container", id.value(), "process", process.value())));
    }
}
