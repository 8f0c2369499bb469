package io.caisson.api.container;

import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The containers of this server: what every door calls.
 *
 * <p>Reads are snapshots and never block. Changes of one container happen one after another; different containers do
 * not wait for each other. Every change is on disk before the call returns. All methods throw
 * {@link io.caisson.api.error.CaissonException}: NOT_FOUND {@code container.unknown} for an id that does not exist,
 * DEADLINE_EXCEEDED {@code operation.timeout} when the answer is still unknown at the deadline, UNAVAILABLE
 * {@code server.stopping} while the server goes down, UNAVAILABLE {@code container.restoring} for a container that the
 * start-up has not taken up again after some seconds, RESOURCE_EXHAUSTED {@code state.no-space} (no bytes or no inodes)
 * or {@code state.unwritable} when the disk takes no record.
 *
 * <p>A container that cannot be taken up is {@link ContainerStatus#UNKNOWN}; it can still be killed, and deleted with
 * force, as far as its processes can be told from those of others.
 */
@ProviderType
public interface Containers {
    /** {@return all containers, sorted by id} */
    List<ContainerView> list();

    Optional<ContainerView> find(ContainerId id);

    /**
     * {@return the container, or throws NOT_FOUND {@code container.unknown}} After a start it waits up to 2 s, and then throws
     * UNAVAILABLE {@code container.restoring}, while it is not known whether there is one.
     */
    ContainerView require(ContainerId id);

    /**
     * Creates a container; its init waits for {@link #start}. On failure nothing is left behind.
     *
     * @throws io.caisson.api.error.CaissonException ALREADY_EXISTS {@code container.exists};
     *     {@link io.caisson.api.spec.SpecInvalidException} when the document is wrong; FAILED_PRECONDITION
     *     {@code runtime.*} when the runtime refuses, {@code cgroup.in-use} when the document's own cgroup has processes
     */
    ContainerView create(CreateRequest request, Deadline deadline);

    /**
     * Lets a created container's init run. A stopped container that has a restart policy begins a new life: another birth
     * under the same id, the old one told as deleted. Its policy acts again after that.
     *
     * @throws io.caisson.api.error.CaissonException FAILED_PRECONDITION {@code container.not-created} in any other state
     */
    ContainerView start(ContainerId id, Deadline deadline);

    /** Creates and starts; if start fails the container is deleted again. */
    ContainerView run(CreateRequest request, Deadline deadline);

    /**
     * Sends a signal to one process, and does not wait for its effect.
     *
     * @throws io.caisson.api.error.CaissonException NOT_FOUND {@code process.unknown}; FAILED_PRECONDITION
     *     {@code container.not-running}, or {@code process.not-running} for an exec that is being started
     */
    void kill(ContainerId id, ProcessId process, Signal signal);

    /** Sends a signal to every process of the container's cgroup. */
    void killAll(ContainerId id, Signal signal, Deadline deadline);

    /**
     * Sends SIGTERM to init, waits, then SIGKILL; returns when the exit is on disk. On a stopped container it returns
     * the same exit again. Of several calls at once the shortest grace counts, and all return the same exit. Its restart
     * policy rests from now on, until {@link #start}.
     *
     * @param grace wait before SIGKILL; zero means at once; at most 10 minutes
     */
    ExitStatus stop(ContainerId id, Duration grace);

    /**
     * Changes what happens after init's next exit. A container that waits to be started again waits anew, or no longer.
     *
     * @throws io.caisson.api.error.CaissonException INVALID_ARGUMENT {@code restart.auto-remove} for one that is removed
     *     after its exit
     */
    ContainerView updateRestartPolicy(ContainerId id, RestartPolicy policy, Deadline deadline);

    /** Freezes all processes. FAILED_PRECONDITION {@code container.not-running} in any other state. */
    ContainerView pause(ContainerId id, Deadline deadline);

    /** Thaws. FAILED_PRECONDITION {@code container.not-paused} in any other state. */
    ContainerView resume(ContainerId id, Deadline deadline);

    /**
     * Removes a stopped or created container and all that belongs to it.
     *
     * @param force kill it first if it runs
     * @throws io.caisson.api.error.CaissonException FAILED_PRECONDITION {@code container.running} without force
     */
    void delete(ContainerId id, boolean force, Deadline deadline);

    /**
     * Starts a further process.
     *
     * @param output takes its output from the first byte on
     * @return a hold on its streams and its exit
     */
    Attachment exec(ExecRequest request, OutputListener output, Deadline deadline);

    /**
     * Takes part in the streams of a process that exists already; sees what is written from now on.
     *
     * @throws io.caisson.api.error.CaissonException NOT_FOUND {@code process.unknown}
     */
    Attachment attach(ContainerId id, ProcessId process, OutputListener output);

    /** {@return how the process ended; waits for it until the deadline} */
    ExitStatus waitFor(ContainerId id, ProcessId process, Deadline deadline);

    /** {@return host pids of all processes in the container's cgroup and below it} */
    List<Long> pids(ContainerId id, Deadline deadline);

    /** {@return the canonical config.json the runtime was given, or an empty string when it is gone} */
    String spec(ContainerId id);

    /** {@return how far the containers of an earlier server are taken up; what is known so far is listed meanwhile} */
    RestoreProgress restoreProgress();
}
