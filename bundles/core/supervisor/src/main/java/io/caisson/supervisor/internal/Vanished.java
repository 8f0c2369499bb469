package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.server.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers whose directory has gone with the volatile state. Each gets a record again that says it has ended, from which
 * restoring goes on as ever: the exit is told once, then it is deleted, or, if it has a definition, its policy acts. Used
 * once at the start, before the directories are looked at; doing it twice does no harm.
 */
final class Vanished {
    private static final Logger log = LoggerFactory.getLogger(Vanished.class);

    private final Collaborators with;
    private final ServerSettings settings;
    private final boolean rebooted; // since the last server; else only what has a definition comes back

    Vanished(Collaborators with, ServerSettings settings) {
        this.with = with;
        this.settings = settings;
        this.rebooted = with.boot().isAnotherThan(Boot.last(settings.rootDir()));
    }

    /** What cannot be put back now is put back by the next server. */
    void putBackAll() {
        try {
            if (putBack()) {
                with.boot().remember(with.files(), settings.rootDir());
            }
        } catch (CaissonException e) {
            log.atError().setCause(e).log("what a reboot has ended cannot be found out");
        }
    }

    private boolean putBack() {
        Set<ContainerId> defined = new HashSet<>(with.definitions().ids());
        defined.removeIf(id -> hasDirectory(id) || runs(id));
        if (!rebooted && defined.isEmpty()) {
            return true;
        }
        ToldLives told = new ToldLives(with.journal());
        boolean complete = true;
        for (ContainerId id : defined) {
            complete &= attempt(id, () -> putBackDefined(id, told));
        }
        if (rebooted) {
            for (ContainerId id : told.ids()) {
                ToldLives.Life life = told.of(id).orElseThrow();
                if (life.exit.isEmpty() && !life.deleted && !hasDirectory(id)) {
                    complete &= attempt(id, () -> putBack(plain(id), life, Optional.of("delete")));
                }
            }
        }
        return complete;
    }

    /** Its directory was deleted, and it lives: then it is shown as unknown, and left alone. */
    private boolean runs(ContainerId id) {
        return !rebooted && !with.cgroups().pids(cgroupsPath(id)).isEmpty();
    }

    private String cgroupsPath(ContainerId id) {
        return CgroupsParent.of(with.stateDir()) + "/" + id;
    }

    private StateDirectory directory(ContainerId id) {
        return StateDirectory.of(with.files(), with.stateDir().resolve(id.value()));
    }

    /** {@return whether there is more than what a server left that died here} */
    private boolean hasDirectory(ContainerId id) {
        StateDirectory directory = directory(id);
        return Files.exists(directory.path()) && !directory.isVoid();
    }

    private static boolean attempt(ContainerId id, Runnable step) {
        try {
            step.run();
            return true;
        } catch (CaissonException e) {
            log.atError().addKeyValue("container", id).setCause(e).log("a container of before cannot be put back");
            return false;
        }
    }

    private void putBackDefined(ContainerId id, ToldLives told) {
        Definition known = with.definitions().find(id).orElseThrow();
        Optional<ToldLives.Life> life = told.of(id).filter(last -> last.birth >= known.birth());
        if (life.isEmpty() && told.reachesBackTo(known.birth())) { // it was being made, and nobody was told
            with.definitions().remove(id);
            return;
        }
        if (rebooted) {
            with.definitions().set(known.rebooted());
            with.definitions().save(id);
        }
        putBack(known.request(), life.orElseGet(() -> ToldLives.untold(known)), Optional.empty());
    }

    private CreateRequest plain(ContainerId id) {
        return CreateRequest.of(id, Path.of("/")).withRuntime(settings.runtime(), settings.runtimeArgs());
    }

    private void putBack(CreateRequest request, ToldLives.Life life, Optional<String> intent) {
        ContainerId id = request.id();
        Instant now = with.clock().instant();
        List<ContainerEvent> outbox = new ArrayList<>();
        if (life.exit.isEmpty()) {
            ExitStatus lost = rebooted ? ExitStatus.reboot(now) : ExitStatus.unknown(now);
            life.execs.forEach(exec -> outbox.add(new ContainerEvent.ExecExited(id, life.birth, exec, lost)));
            outbox.add(new ContainerEvent.Exited(id, life.birth, lost));
            life.exit = Optional.of(lost);
        }
        ExitStatus exit = life.exit.orElseThrow();
        ProcessRecord init =
                ProcessRecord.launching(ProcessId.INIT, List.of(), "", false).exited(exit);
        StateDirectory directory = directory(id);
        directory.remove();
        directory.create(id);
        directory.write(new ContainerRecord(
                id,
                life.birth,
                request.ociBundle(),
                request.runtime().orElseThrow(),
                request.runtimeArgs(),
                "",
                request.labels(),
                request.noPivotRoot(),
                request.autoRemove(),
                request.onShimLoss(),
                LogStreams.areLogged(request, false),
                request.log(),
                request.stdio(),
                request.terminalSize(),
                with.boot().id(),
                cgroupsPath(id),
                now,
                Optional.empty(),
                new ContainerState.Stopped(exit),
                intent,
                List.of(init),
                outbox,
                with.journal().lastSequence()));
        log.atWarn()
                .addKeyValue("container", id)
                .addKeyValue("reason", exit.reason())
                .log("a vanished container");
    }
}
