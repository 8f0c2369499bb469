package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container whose record cannot be read: shown as unknown, left alone, removed only with force.
 *
 * @param problem what is wrong with the record
 */
record Quarantine(ContainerId id, Path directory, String problem, Instant since) {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    ContainerView view() {
        return new ContainerView(
                id,
                0,
                new ContainerState.Unknown("state.json " + problem),
                directory,
                "",
                "",
                List.of(),
                false,
                List.of(),
                since,
                Optional.empty(),
                Optional.empty(),
                "",
                0);
    }

    CaissonException refusal() {
        return new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                "container.quarantined",
                "container " + id + " is unknown: its record in " + directory + " " + problem
                        + "; it can only be deleted with force",
                Map.of("container", id.value()));
    }

    /** Removes what the default runtime, the cgroup and the state directory have of it. */
    void remove(Collaborators with, ServerSettings settings, String cgroupsPath, Deadline deadline) {
        StateDirectory state = StateDirectory.of(with.files(), directory);
        state.processDirectories().forEach(process -> with.shims().discard(process, deadline));
        with.runtimes().require(settings.runtime(), settings.runtimeArgs()).delete(id, true, deadline);
        with.cgroups().remove(cgroupsPath, deadline);
        with.logs().delete(id);
        state.remove();
        log.atWarn().addKeyValue("container", id).log("a container with an unreadable record was removed");
    }
}
