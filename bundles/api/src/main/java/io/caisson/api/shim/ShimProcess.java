package io.caisson.api.shim;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The server's hold on one process of a container and on its shim. Safe for many threads. */
public interface ShimProcess extends AutoCloseable {
    /** {@return the container's process} */
    ProcessIdentity process();

    /** {@return the shim; empty when it had gone before the server came back} */
    Optional<ProcessIdentity> shim();

    boolean shimAlive();

    /** {@return completed when the process has ended and that is on disk; never exceptionally, never before} */
    CompletionStage<ProcessExit> exited();

    /** {@return completed when the shim ended before it was told to; never if it does not} */
    CompletionStage<Void> shimLost();

    /**
     * Sends a signal by pidfd.
     *
     * @throws io.caisson.api.error.CaissonException NOT_FOUND {@code process.gone}
     */
    void signal(int signal);

    /** Writes to standard input of kind Server, or to the terminal; waits while it is full. */
    void writeStdin(ByteBuffer bytes, Deadline deadline);

    /** Closes standard input, the shim's keeper of it included. */
    void closeStdin();

    /**
     * Sets the size of the terminal.
     *
     * @throws io.caisson.api.error.CaissonException FAILED_PRECONDITION {@code process.no-terminal} when there is none, or
     *     none any more
     */
    void resize(TerminalSize size);

    /**
     * After {@link #exited}: delivers what is left of the output, lets the shim end and waits for that; kills the shim at
     * the deadline. Then closes all descriptors. A second call does nothing.
     */
    void finish(Deadline deadline);

    /** Lets go of everything and leaves shim and process alone: the server goes down. */
    @Override
    void close();
}
