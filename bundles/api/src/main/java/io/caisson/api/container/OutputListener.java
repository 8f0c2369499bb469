package io.caisson.api.container;

import java.nio.ByteBuffer;

/**
 * Takes what a process writes. Called by one thread at a time per process, in the order of each stream. It may block for
 * a while: then only this process waits.
 */
@FunctionalInterface
public interface OutputListener {
    /** Which stream; a terminal has only {@link #STDOUT}. */
    enum Source {
        STDOUT,
        STDERR
    }

    /** Takes nothing. */
    OutputListener NONE = (source, bytes) -> {};

    /** @param bytes valid during the call only */
    void onOutput(Source source, ByteBuffer bytes);
}
