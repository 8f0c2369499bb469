package io.caisson.api.container;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** A client's hold on the streams of a process. Closing it detaches; the process runs on. Safe for many threads. */
public interface Attachment extends AutoCloseable {
    /**
     * Writes to the process's standard input; waits while the pipe is full.
     *
     * @throws io.caisson.api.error.CaissonException FAILED_PRECONDITION {@code process.stdin-closed} when it has none or
     *     it was closed, {@code process.not-running} while an exec is being started; DEADLINE_EXCEEDED
     *     {@code process.stdin-full} when the process does not read for minutes
     */
    void writeStdin(ByteBuffer bytes);

    /** Ends standard input: the process reads end of file. A second time, or without an input, does nothing. */
    void closeStdin();

    /** Sets the size of the terminal; without a terminal does nothing. */
    void resize(TerminalSize size);

    /** {@return completed when the process has ended, its output was delivered and its exit is on disk} */
    CompletionStage<ExitStatus> exit();

    @Override
    void close();
}
