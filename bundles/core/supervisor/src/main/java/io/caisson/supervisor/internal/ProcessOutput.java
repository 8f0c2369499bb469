package io.caisson.supervisor.internal;

import io.caisson.api.container.OutputListener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what one process writes to all who listen: the log first, then attached clients. Safe for many threads. */
final class ProcessOutput implements OutputListener {
    private static final Logger log = LoggerFactory.getLogger(ProcessOutput.class);

    private final List<OutputListener> listeners = new CopyOnWriteArrayList<>();

    void add(OutputListener listener) {
        listeners.add(listener);
    }

    void remove(OutputListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void onOutput(Source source, ByteBuffer bytes) {
        for (OutputListener listener : listeners) {
            try {
                listener.onOutput(source, bytes.asReadOnlyBuffer());
            } catch (RuntimeException e) { // a client that went away; the others must still hear
                listeners.remove(listener);
                log.atDebug().setCause(e).log("an attached client was dropped");
            }
        }
    }
}
