package io.caisson.supervisor.internal;

import io.caisson.api.container.OutputListener;
import io.caisson.api.log.LogWriter;
import io.caisson.api.log.PieceNote;
import io.caisson.api.shim.KeptOutput;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what one process writes to all who listen: the log first, then attached clients. Safe for many threads. */
final class ProcessOutput implements KeptOutput {
    private static final Logger log = LoggerFactory.getLogger(ProcessOutput.class);

    private final List<OutputListener> listeners = new CopyOnWriteArrayList<>();
    private volatile LogWriter logWriter; // null without a log; set before there is output

    void log(LogWriter writer) {
        logWriter = writer;
    }

    void add(OutputListener listener) {
        listeners.add(listener);
    }

    void remove(OutputListener listener) {
        listeners.remove(listener);
    }

    @Override
    public boolean isKept() {
        return logWriter != null;
    }

    @Override
    public boolean ready(Runnable whenReady) {
        boolean ready = true;
        for (OutputListener listener : listeners) {
            ready &= listener.ready(whenReady);
        }
        return ready;
    }

    @Override
    public boolean keep(Source source, ByteBuffer bytes, PieceNote note) {
        LogWriter writer = logWriter;
        if (writer != null && !writer.append(source, bytes, note)) {
            return false;
        }
        for (OutputListener listener : listeners) {
            try {
                listener.onOutput(source, bytes.asReadOnlyBuffer());
            } catch (RuntimeException e) { // a client that went away; the others must still hear
                listeners.remove(listener);
                log.atDebug().setCause(e).log("an attached client was dropped");
            }
        }
        return true;
    }
}
