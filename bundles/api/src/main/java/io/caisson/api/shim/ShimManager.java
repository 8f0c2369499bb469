package io.caisson.api.shim;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Starts shims and takes hold of those that run already. Safe for many threads. */
@ProviderType
public interface ShimManager {
    /** {@return a path short enough for a Unix socket, for a terminal's console socket; nothing is made there yet} */
    Path consoleSocket(ContainerId container, ProcessId process);

    /**
     * Starts a shim, lets it run the command and returns when the container's process exists.
     *
     * @param output takes what streams of kind Server and the terminal give, from the first byte on
     * @throws io.caisson.api.runtime.RuntimeExitException the command failed; the shim is gone
     * @throws io.caisson.api.error.CaissonException FAILED_PRECONDITION {@code shim.stream-unusable} naming the path;
     *     DEADLINE_EXCEEDED {@code shim.timeout}; INTERNAL {@code shim.failed} with the failed step in words. The shim and
     *     the command are gone then
     */
    ShimProcess launch(ShimRequest request, OutputListener output, Deadline deadline);

    /**
     * Takes hold of a process that an earlier server started, whether it, its shim, both or neither still run.
     *
     * @param process as it was when it was started
     * @param shim as it was when it was started; empty if unknown
     */
    ShimProcess reattach(
            Path processDir,
            ProcessIdentity process,
            Optional<ProcessIdentity> shim,
            OutputListener output,
            Deadline deadline);

    /**
     * Sends a signal to exactly that process, without a hold on it.
     *
     * @return false if it has gone, whoever has its number now
     */
    boolean signal(ProcessIdentity process, int signal);

    /** Ends what a server that died during {@link #launch} left in a process directory. Does nothing where nothing is. */
    void discard(Path processDir, Deadline deadline);
}
