package io.caisson.api.container;

import java.nio.ByteBuffer;

/**
 * Takes what a process writes. Called by one thread at a time per process, in the order of each stream. It must not wait
 * for anybody: who cannot take more says so by {@link #ready}.
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

    /** @param bytes at most some 64 KiB; valid during the call only */
    void onOutput(Source source, ByteBuffer bytes);

    /**
     * {@return whether more may come} If not, the process waits as soon as its pipe is full. It is asked before each piece
     * while the process lives; what is left at its end comes all the same.
     *
     * @param whenReady to be run once after an answer of false, by any thread, when the answer may be another one; a later
     *     one replaces it. It is asked again after a second anyway
     */
    default boolean ready(Runnable whenReady) {
        return true;
    }
}
