package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.ProcessView;
import io.caisson.api.container.RestartView;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Stands in for a container whose record cannot be read: shown as unknown, left alone, killed and removed by
 * {@link LostContainers}.
 *
 * @param problem what is wrong, for people
 * @param readable false while the disk does not answer: then nothing of it may be touched
 * @param init who its init is, as far as other files than the record tell it
 */
record Quarantine(
        ContainerId id,
        Path directory,
        String problem,
        Instant since,
        boolean readable,
        Optional<ProcessIdentity> init) {

    /** Its record is there and makes no sense. */
    static Quarantine damaged(Collaborators with, ContainerId id, Path directory, String problem) {
        return new Quarantine(
                id,
                directory,
                "state.json " + problem,
                with.clock().instant(),
                true,
                StateDirectory.of(with.files(), directory).identity(ProcessId.INIT, with.boot()));
    }

    /** It runs, and its state directory is gone. */
    static Quarantine lost(Collaborators with, ContainerId id) {
        Path directory = with.stateDir().resolve(id.value());
        return new Quarantine(
                id, directory, "its state directory is gone", with.clock().instant(), true, Optional.empty());
    }

    /** The disk has not given the record yet. */
    static Quarantine unread(Collaborators with, ContainerId id, Path directory, String why) {
        return new Quarantine(
                id, directory, "unresponsive: " + why, with.clock().instant(), false, Optional.empty());
    }

    ContainerView view() {
        return new ContainerView(
                id,
                0,
                new ContainerState.Unknown(problem),
                directory,
                "",
                "",
                List.of(),
                false,
                init.map(known -> List.of(process(known))).orElse(List.of()),
                since,
                Optional.empty(),
                Optional.empty(),
                "",
                0,
                RestartView.NONE);
    }

    private static ProcessView process(ProcessIdentity known) {
        return new ProcessView(
                ProcessId.INIT,
                OptionalLong.of(known.pid()),
                OptionalLong.empty(),
                List.of(),
                "",
                false,
                Optional.empty(),
                Optional.empty());
    }

    CaissonException refusal() {
        return new CaissonException(
                readable ? ErrorCode.FAILED_PRECONDITION : ErrorCode.UNAVAILABLE,
                readable ? "container.quarantined" : "container.restoring",
                "container " + id + " is unknown (" + directory + "): " + problem
                        + "; it can only be killed, or deleted with force",
                Map.of("container", id.value()));
    }
}
