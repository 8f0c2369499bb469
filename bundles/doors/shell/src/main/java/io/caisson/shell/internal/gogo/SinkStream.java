package io.caisson.shell.internal.gogo;

import io.caisson.shell.internal.command.Invocation.InputSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** A caller's input as a stream. Holds one piece at a time: the caller waits until it is read. Safe for many threads. */
final class SinkStream extends InputStream implements InputSink {
    private ByteBuffer piece = ByteBuffer.allocate(0); // guarded by this
    private boolean ended; // guarded by this

    @Override
    public synchronized void write(ByteBuffer bytes) {
        try {
            while (piece.hasRemaining() && !ended) {
                wait();
            }
            if (!ended) {
                piece = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
                notifyAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized int available() {
        return piece.remaining();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        try {
            while (!piece.hasRemaining() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        if (!piece.hasRemaining()) {
            return -1;
        }
        int read = Math.min(length, piece.remaining());
        piece.get(into, offset, read);
        notifyAll();
        return read;
    }
}
