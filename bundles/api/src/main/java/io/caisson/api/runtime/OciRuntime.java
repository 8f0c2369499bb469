package io.caisson.api.runtime;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One OCI runtime binary with its global arguments.
 *
 * <p>Every call runs one short process and ends by its deadline; a process that does not is killed. Failures are
 * {@link CaissonException}: NOT_FOUND {@code runtime.container-unknown}, FAILED_PRECONDITION {@code runtime.refused} and
 * others of {@code runtime.*}, UNAVAILABLE {@code runtime.not-runnable}, DEADLINE_EXCEEDED {@code runtime.timeout} (it
 * may have done half). Safe for many threads.
 */
@ProviderType
public interface OciRuntime {
    /** {@return the name or path the caller asked for} */
    String name();

    /** {@return the absolute path of the program} */
    Path binary();

    /** {@return where the runtime keeps its own state; ours alone} */
    Path root();

    /**
     * {@return the command that creates a container}
     *
     * @param consoleSocket given when the process has a terminal
     */
    RuntimeCommand create(
            ContainerId id, Path ociBundle, Path pidFile, Path logFile, Optional<Path> consoleSocket, boolean noPivot);

    /** {@return the command that starts a further process, detached; {@code processFile} is an OCI process object} */
    RuntimeCommand exec(ContainerId id, Path processFile, Path pidFile, Path logFile, Optional<Path> consoleSocket);

    /** {@return the command that restores a checkpoint, detached} */
    RuntimeCommand restore(
            ContainerId id,
            Path ociBundle,
            CheckpointOptions options,
            Path pidFile,
            Path logFile,
            Optional<Path> consoleSocket,
            boolean noPivot);

    /** {@return why a command that a shim ran failed, from its wait status and its log} */
    CaissonException failure(RuntimeCommand command, int waitStatus);

    void start(ContainerId id, Deadline deadline);

    void kill(ContainerId id, int signal, boolean all, Deadline deadline);

    /** Removes the runtime's state of a container. An unknown id is no error with {@code force}. */
    void delete(ContainerId id, boolean force, Deadline deadline);

    /**
     * Takes away what the runtime noted of a container in an earlier boot of the host. Starts no program and signals
     * nobody: whatever pid is noted there is a stranger's by now. An unknown id is no error.
     *
     * @throws CaissonException FAILED_PRECONDITION {@code runtime.delete-incomplete}
     */
    void forget(ContainerId id);

    /** {@return whether the runtime has noted anything of a container} Starts no program. */
    boolean knows(ContainerId id);

    /** {@return what the runtime says; empty if it does not know the id} */
    Optional<RuntimeContainer> state(ContainerId id, Deadline deadline);

    List<RuntimeContainer> list(Deadline deadline);

    void pause(ContainerId id, Deadline deadline);

    void resume(ContainerId id, Deadline deadline);

    /** {@return host pids of all processes of the container} */
    List<Long> ps(ContainerId id, Deadline deadline);

    /** {@return one reading, {@code events --stats}, as the runtime's JSON} */
    String stats(ContainerId id, Deadline deadline);

    /** Changes limits; {@code resources} is an OCI linux.resources object as JSON. */
    void update(ContainerId id, String resources, Deadline deadline);

    void checkpoint(ContainerId id, CheckpointOptions options, Deadline deadline);

    /** {@return the features document as JSON; UNIMPLEMENTED {@code runtime.features-unknown} where there is none} */
    String features(Deadline deadline);

    /** {@return first line of {@code --version}} */
    String version(Deadline deadline);
}
