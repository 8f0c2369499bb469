package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import java.time.Instant;
import java.util.Map;

/** The life cycle as one pure function. There is no event for a signal: only an exit stops a container. */
final class Lifecycle {
    private Lifecycle() {}

    /**
     * {@return the state after an event}
     *
     * @param at when it happened
     * @throws CaissonException FAILED_PRECONDITION {@code container.transition-invalid} for a pair that must not be
     */
    static ContainerState next(ContainerState now, ContainerEvent event, Instant at) {
        if (now instanceof ContainerState.Creating && event instanceof ContainerEvent.Created created) {
            return new ContainerState.Created(created.init(), at);
        }
        if (now instanceof ContainerState.Created waiting && event instanceof ContainerEvent.Started) {
            return new ContainerState.Running(waiting.init(), at);
        }
        if (now instanceof ContainerState.Running running && event instanceof ContainerEvent.Paused) {
            return new ContainerState.Paused(running.init(), running.startedAt());
        }
        if (now instanceof ContainerState.Paused paused && event instanceof ContainerEvent.Resumed) {
            return new ContainerState.Running(paused.init(), paused.startedAt());
        }
        if (now instanceof ContainerState.Live && event instanceof ContainerEvent.Exited exited) {
            return new ContainerState.Stopped(exited.exit());
        }
        if (changesNothing(now.status(), event)) {
            return now;
        }
        throw new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                "container.transition-invalid",
                "container " + event.container() + " is " + now.status().word() + " and cannot take "
                        + event.type().word(),
                Map.of(
                        "container", event.container().value(),
                        "status", now.status().word(),
                        "event", event.type().word()));
    }

    private static boolean changesNothing(ContainerStatus status, ContainerEvent event) {
        return switch (event.type()) {
            // Paused: the pause came between the start of the process and its note.
            case EXEC_STARTED, EXEC_EXITED -> status == ContainerStatus.RUNNING || status == ContainerStatus.PAUSED;
            case DELETED -> status == ContainerStatus.STOPPED || status == ContainerStatus.UNKNOWN;
            case CREATED, STARTED, PAUSED, RESUMED, EXITED, GAP -> false;
        };
    }
}
