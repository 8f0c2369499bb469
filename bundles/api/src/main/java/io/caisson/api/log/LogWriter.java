package io.caisson.api.log;

import io.caisson.api.container.OutputListener;

/** Appends to a container's log. A full disk never throws: bytes are dropped, counted, and the count is marked later. */
public interface LogWriter extends OutputListener, AutoCloseable {
    /** {@return bytes that could not be written} */
    long droppedBytes();

    @Override
    void close();
}
