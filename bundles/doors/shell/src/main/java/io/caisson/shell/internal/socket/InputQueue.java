package io.caisson.shell.internal.socket;

import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import io.caisson.ctr.wire.WireException;
import io.caisson.shell.internal.command.Invocation.InputSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A caller's input on its way to a command: bounded, since the caller sends only what was asked for. */
final class InputQueue {
    static final int WINDOW_BYTES = 256 * 1024;

    private final FrameWriter writer;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>(); // guarded by this
    private int credit; // bytes the caller may send; guarded by this
    private boolean ended; // no more will come; guarded by this
    private boolean stopped; // no more is wanted; guarded by this

    InputQueue(FrameWriter writer) {
        this.writer = writer;
    }

    /** Asks for the first bytes. */
    void open() throws IOException {
        synchronized (this) {
            credit = WINDOW_BYTES;
        }
        writer.number(FrameType.CREDIT, WINDOW_BYTES, 4);
    }

    /** Takes over a copy of what the caller sent. */
    synchronized void add(ByteBuffer bytes) throws WireException {
        if (bytes.remaining() > credit || ended) {
            throw new WireException("more input came than was asked for");
        }
        credit -= bytes.remaining();
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        waiting.add(copy.put(bytes).flip());
        notifyAll();
    }

    /** The caller's input has ended. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Nobody wants the rest. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Gives all input to the sink until it ends; returns early, without an end, after {@link #stop}. */
    void drainTo(InputSink sink) throws IOException, InterruptedException {
        while (true) {
            ByteBuffer next = next();
            if (next == null) {
                if (!isStopped()) {
                    sink.end();
                }
                return;
            }
            int bytes = next.remaining();
            sink.write(next);
            if (grant(bytes)) {
                writer.number(FrameType.CREDIT, bytes, 4);
            }
        }
    }

    /** {@return what comes next; null at the end} */
    private synchronized ByteBuffer next() throws InterruptedException {
        while (waiting.isEmpty() && !ended && !stopped) {
            wait();
        }
        return stopped ? null : waiting.poll();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized boolean grant(int bytes) {
        credit += bytes;
        return !ended && !stopped;
    }
}
