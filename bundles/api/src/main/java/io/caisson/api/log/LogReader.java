package io.caisson.api.log;

/**
 * Reads a container's log, over all its files; at its end it may grow later. Holds some 100 KiB and one file, and nobody
 * waits for it. For one thread at a time.
 */
public interface LogReader extends AutoCloseable {
    /** Hands on the next records. {@return false at the present end} Never blocks for more than disk and sink need. */
    boolean read(LogSink sink);

    @Override
    void close();
}
