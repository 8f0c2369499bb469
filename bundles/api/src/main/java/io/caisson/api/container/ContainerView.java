package io.caisson.api.container;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One container at one moment: an immutable snapshot.
 *
 * @param birth the number of this incarnation; ids are used again, births never
 * @param state the state; holds pid and exit where there are such
 * @param ociBundle as the caller gave it
 * @param runtime name or path of the OCI runtime
 * @param specVersion {@code ociVersion} of the caller's document, as written there; empty if it had none
 * @param processes init first, then live execs by id
 * @param startedAt empty until started
 * @param logFile where its output goes; empty when it goes to the caller's own files
 * @param cgroupsPath path of its cgroup below each hierarchy's mount point
 * @param lastSequence sequence number of the last event about it; 0 before the first
 * @param restart its restart policy and what that is about to do
 */
public record ContainerView(
        ContainerId id,
        long birth,
        ContainerState state,
        Path ociBundle,
        String runtime,
        String specVersion,
        List<String> labels,
        boolean autoRemove,
        List<ProcessView> processes,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Path> logFile,
        String cgroupsPath,
        long lastSequence,
        RestartView restart) {
    public ContainerView {
        labels = List.copyOf(labels);
        processes = List.copyOf(processes);
    }

    public ContainerStatus status() {
        return state.status();
    }

    /** {@return the word for people: that of the status, or {@code restarting} while it waits to be started again} */
    public String word() {
        return restart.nextAt().isPresent() ? "restarting" : status().word();
    }

    /** {@return host pid of init; empty when there is no init} */
    public OptionalLong pid() {
        return state instanceof ContainerState.Live live
                ? OptionalLong.of(live.init().pid())
                : OptionalLong.empty();
    }

    /** {@return how init ended; empty until then} */
    public Optional<ExitStatus> exit() {
        return state instanceof ContainerState.Stopped stopped ? Optional.of(stopped.exit()) : Optional.empty();
    }
}
