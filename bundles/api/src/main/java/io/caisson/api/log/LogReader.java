package io.caisson.api.log;

import java.nio.ByteBuffer;

/** Reads a container's log; at its end it may grow later. For one thread at a time. */
public interface LogReader extends AutoCloseable {
    /** {@return bytes read; 0 at the present end} Never blocks for more than the disk needs. */
    int read(ByteBuffer into);

    @Override
    void close();
}
