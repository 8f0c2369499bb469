package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills and removes what cannot be taken up: containers with an unreadable record, and those that do not respond. Only
 * what is identified is touched: by pid and start time, by the cgroup that is ours alone, by the runtime's own state.
 */
final class LostContainers {
    private static final Logger log = LoggerFactory.getLogger(LostContainers.class);
    private static final Duration LOOK_PATIENCE = Duration.ofSeconds(10);
    private static final Duration KILL_BUDGET = Duration.ofSeconds(10);

    private final Collaborators with;
    private final ServerSettings settings;
    private final ContainerTable table;
    private final String cgroupsParent;

    LostContainers(Collaborators with, ServerSettings settings, ContainerTable table, String cgroupsParent) {
        this.with = with;
        this.settings = settings;
        this.table = table;
        this.cgroupsParent = cgroupsParent;
    }

    /** Sends a signal to a process of such a container. {@return false if the container is none} */
    boolean kill(ContainerId id, ProcessId process, Signal signal) {
        table.requireServing();
        Optional<Quarantine> kept = table.quarantined(id, Deadline.after(LOOK_PATIENCE));
        if (kept.isPresent()) {
            kill(kept.get(), signal);
            return true;
        }
        Optional<ManagedContainer> wedged = table.unresponsive(id);
        wedged.ifPresent(container -> kill(container, process, signal));
        return wedged.isPresent();
    }

    private void kill(ManagedContainer container, ProcessId process, Signal signal) {
        ProcessIdentity identity = container
                .ledger()
                .record()
                .process(process)
                .filter(known -> known.exit().isEmpty())
                .filter(known ->
                        !with.boot().isAnotherThan(container.ledger().record().bootId()))
                .flatMap(ProcessRecord::identity)
                .orElseThrow(() -> Endings.unknownProcess(container.id(), process));
        if (!with.shims().signal(identity, signal.number())) {
            throw container.wrongState("container.not-running", "process " + process + " has ended");
        }
    }

    private void kill(Quarantine kept, Signal signal) {
        if (!kept.readable()) {
            throw kept.refusal();
        }
        Optional<ProcessIdentity> init = kept.init();
        if (init.isPresent() && with.shims().signal(init.get(), signal.number())) {
            return;
        }
        Deadline deadline = Deadline.after(KILL_BUDGET);
        if (signal.equals(Signal.KILL)
                && !with.cgroups().pids(ownCgroup(kept.id())).isEmpty()) {
            with.cgroups().remove(ownCgroup(kept.id()), deadline);
            return;
        }
        try {
            runtime().kill(kept.id(), signal.number(), false, deadline);
        } catch (CaissonException e) {
            throw new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "container.not-identified",
                    "no process of container " + kept.id() + " can be told from those of others: " + e.getMessage(),
                    Map.of("container", kept.id().value()),
                    e);
        }
    }

    /** Removes such a container with all that is known to be its. {@return false if it is to be removed as usual} */
    boolean remove(ContainerId id, Deadline deadline) {
        table.requireServing();
        Optional<Quarantine> kept = table.quarantined(id, deadline);
        if (kept.isPresent()) {
            remove(kept.get(), deadline);
            return true;
        }
        table.unresponsive(id).ifPresent(container -> freeFromShim(container, deadline));
        return false;
    }

    private void remove(Quarantine kept, Deadline deadline) {
        if (!kept.readable()) {
            throw kept.refusal();
        }
        ContainerId id = kept.id();
        StateDirectory state = StateDirectory.of(with.files(), kept.directory());
        Optional<String> cgroup = cgroupOfDocument(kept, state);
        kept.init().ifPresent(init -> with.shims().signal(init, Signal.KILL.number()));
        state.processDirectories().forEach(process -> with.shims().discard(process, deadline));
        runtime().delete(id, true, deadline);
        cgroup.ifPresent(path -> with.cgroups().remove(path, deadline));
        with.cgroups().remove(ownCgroup(id), deadline);
        with.logs().delete(id);
        with.definitions().remove(id);
        state.keepRecord(settings.rootDir().resolve("quarantine"), id, kept.since());
        state.remove();
        table.remove(kept);
        log.atWarn().addKeyValue("container", id).log("a container with an unreadable record was removed");
    }

    /** A cgroup that the caller had chosen: it is the container's only while its init is seen in it. */
    private Optional<String> cgroupOfDocument(Quarantine kept, StateDirectory state) {
        return state.canonicalSpec()
                .flatMap(RecordJson::cgroupsPath)
                .filter(path -> kept.init()
                        .map(ProcessIdentity::pid)
                        .filter(pid -> with.shims().signal(kept.init().get(), 0))
                        .filter(with.cgroups().pids(path)::contains)
                        .isPresent());
    }

    /** What hangs at a shim goes on when that is dead; init lives on and is then removed with its true status. */
    private void freeFromShim(ManagedContainer container, Deadline deadline) {
        for (ProcessRecord process : container.ledger().record().processes()) {
            process.shim().ifPresent(shim -> with.shims().signal(shim, Signal.KILL.number()));
        }
        container.responsiveness().retry();
        if (!Waiting.until(container.ready(), deadline.atMost(KILL_BUDGET))) {
            log.atWarn().addKeyValue("container", container.id()).log("a container still does not respond");
        }
    }

    private OciRuntime runtime() {
        return with.runtimes().require(settings.runtime(), settings.runtimeArgs());
    }

    private String ownCgroup(ContainerId id) {
        return cgroupsParent + "/" + id;
    }
}
