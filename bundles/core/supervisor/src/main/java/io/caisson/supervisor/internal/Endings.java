package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals, and the ways in which a container is brought to its end. */
final class Endings {
    /** From SIGKILL to the exit. */
    static final Duration KILL_BUDGET = Duration.ofSeconds(10);

    static final Duration RESUME_BUDGET = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Endings.class);
    private static final Duration MAX_GRACE = Duration.ofMinutes(10);

    private Endings() {}

    static void kill(ManagedContainer container, ProcessId process, Signal signal) {
        if (!(container.ledger().state() instanceof ContainerState.Live)) {
            throw container.wrongState("container.not-running", "it takes no signal");
        }
        ManagedProcess target = container.process(process).orElseThrow(() -> unknownProcess(container.id(), process));
        if (!ManagedContainer.signal(target.requireShim(), signal.number())) {
            throw container.wrongState("container.not-running", "process " + process + " has just ended");
        }
        if (signal.equals(Signal.KILL)) {
            thaw(container);
        }
    }

    static void killAll(ManagedContainer container, Signal signal, Deadline deadline) {
        container.mailbox().call("kill", deadline, () -> {
            // Only here it is certain that the runtime does not know another container by this id by now.
            if (!(container.ledger().state() instanceof ContainerState.Live)) {
                throw container.wrongState("container.not-running", "it takes no signal");
            }
            container.runtime().kill(container.id(), signal.number(), true, deadline);
            return null;
        });
        if (signal.equals(Signal.KILL)) {
            thaw(container);
        }
    }

    static void requireGrace(Duration grace) {
        if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "stop.grace-invalid",
                    "the grace period must be 0 to 10 minutes, but is " + grace,
                    Map.of("grace", grace.toString()));
        }
    }

    static ExitStatus stop(ManagedContainer container, Duration grace) {
        rest(container);
        if (container.ledger().state() instanceof ContainerState.Stopped stopped) {
            return stopped.exit();
        }
        ManagedProcess init =
                container.process(ProcessId.INIT).orElseThrow(() -> unknownProcess(container.id(), ProcessId.INIT));
        if (!grace.isZero()) {
            ManagedContainer.signal(init.requireShim(), Signal.TERM.number());
            Optional<ExitStatus> ended = Waiting.forEnd(init, Deadline.after(grace));
            if (ended.isPresent()) {
                return ended.get();
            }
            init.force();
        }
        return killInit(container, init, Deadline.after(KILL_BUDGET));
    }

    /** The restart policy rests, and that is on disk, before anybody is signalled: so a stop wins. */
    private static void rest(ManagedContainer container) {
        if (!container.restarts().isDefined()) {
            return;
        }
        container.restarts().askForRest();
        CompletableFuture<Void> rests = new CompletableFuture<>();
        container.mailbox().execute(() -> {
            container.restarts().rest();
            rests.complete(null);
        });
        boolean live = container.ledger().state() instanceof ContainerState.Live;
        if (!Waiting.until(rests, Deadline.after(KILL_BUDGET)) && !live) {
            throw new CaissonException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "operation.timeout",
                    "container " + container.id() + " is being started again, which is not over yet",
                    Map.of("container", container.id().value()));
        }
    }

    static void delete(ManagedContainer container, boolean force, Deadline deadline) {
        ContainerState state = container.ledger().state();
        if (state instanceof ContainerState.Live && !force && !(state instanceof ContainerState.Created)) {
            throw container.wrongState("container.running", "stop it first, or delete it with force");
        }
        if (state instanceof ContainerState.Live || force) {
            rest(container);
        }
        if (container.ledger().state() instanceof ContainerState.Live) {
            Optional<ManagedProcess> init = container.process(ProcessId.INIT);
            if (init.isPresent()) {
                killInit(container, init.get(), deadline.atMost(KILL_BUDGET));
            }
        }
        container.mailbox().call("delete", deadline, () -> {
            if (container.isRemoved()) {
                return null; // another delete, or autoRemove, was first
            }
            if (container.ledger().state() instanceof ContainerState.Live) {
                throw container.wrongState("container.running", "it has not ended yet");
            }
            container.restarts().rest();
            container.remove(deadline);
            return null;
        });
    }

    private static ExitStatus killInit(ManagedContainer container, ManagedProcess init, Deadline deadline) {
        ManagedContainer.signal(init.requireShim(), Signal.KILL.number());
        thaw(container);
        return Waiting.forEnd(init, deadline).orElseThrow(() -> notEnded(container, init.requireShim()));
    }

    private static CaissonException notEnded(ManagedContainer container, ShimProcess init) {
        if (container.isInitGone()) {
            return new CaissonException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "state.unwritable",
                    "container " + container.id()
                            + " has ended, but the disk does not take its exit; it is tried again",
                    Map.of("container", container.id().value()));
        }
        String state = SchedulingState.of(init.process())
                .map(known -> ": process " + init.process().pid() + " is " + known.text())
                .orElse("");
        return new CaissonException(
                ErrorCode.DEADLINE_EXCEEDED,
                "container.unkillable",
                "container " + container.id() + " was sent SIGKILL and has not ended yet" + state,
                Map.of("container", container.id().value()));
    }

    /** A frozen process does not die of SIGKILL before it is thawed. */
    private static void thaw(ManagedContainer container) {
        if (container.status() == ContainerStatus.PAUSED) {
            container.mailbox().execute(() -> {
                if (container.status() == ContainerStatus.PAUSED) {
                    resumeIfAlive(container);
                }
            });
        }
    }

    private static void resumeIfAlive(ManagedContainer container) {
        try {
            container.resume(Deadline.after(RESUME_BUDGET));
        } catch (CaissonException e) { // on cgroup v2 it dies frozen, and may be gone by now
            log.atWarn().addKeyValue("container", container.id()).setCause(e).log("a killed container was not thawed");
        }
    }

    static CaissonException unknownProcess(ContainerId id, ProcessId process) {
        return new CaissonException(
                ErrorCode.NOT_FOUND,
                "process.unknown",
                "container " + id + " has no process " + process,
                Map.of("container", id.value(), "process", process.value()));
    }
}
