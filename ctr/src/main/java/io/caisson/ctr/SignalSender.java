package io.caisson.ctr;

import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import java.io.IOException;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Hands signals on to the server. A third SIGINT while the server stays silent ends the client. */
final class SignalSender implements SignalHandler {
    private static final int PATIENCE = 3;
    private static final int EXIT_INTERRUPTED = 130;

    private final FrameWriter writer;
    private final Terminal terminal;
    private int interrupts; // since the last frame of the server; guarded by this

    SignalSender(FrameWriter writer, Terminal terminal) {
        this.writer = writer;
        this.terminal = terminal;
    }

    /** From now on SIGINT and SIGTERM are for the process behind the connection. */
    void forwardTermination() {
        Signal.handle(new Signal("INT"), this);
        Signal.handle(new Signal("TERM"), this);
    }

    /** Tells the size now and whenever it changes. */
    void forwardSize() throws IOException {
        Signal.handle(new Signal("WINCH"), this);
        sendSize();
    }

    /** The server is alive. */
    synchronized void heard() {
        interrupts = 0;
    }

    @Override
    public void handle(Signal signal) {
        try {
            if (signal.getName().equals("WINCH")) {
                sendSize();
                return;
            }
            if (isTooMuch(signal)) {
                terminal.restore();
                Runtime.getRuntime().halt(EXIT_INTERRUPTED);
            }
            writer.number(FrameType.SIGNAL, signal.getNumber(), 1);
        } catch (IOException e) {
            return; // the connection has ended; the main thread says so
        }
    }

    private synchronized boolean isTooMuch(Signal signal) {
        return signal.getName().equals("INT") && ++interrupts > PATIENCE;
    }

    private void sendSize() throws IOException {
        int size = terminal.size();
        writer.resize(size >>> 16, size & 0xffff);
    }
}
