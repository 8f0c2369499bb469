package io.caisson.ctr;

import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends standard input, as far as the server has asked for it. Reads nothing before. */
final class InputSender implements Runnable {
    private final FrameWriter writer;
    private long credit; // bytes; guarded by this
    private boolean started; // guarded by this

    InputSender(FrameWriter writer) {
        this.writer = writer;
    }

    /** Allows so many more bytes; the first time it starts the thread. */
    synchronized void allow(int bytes) {
        credit += Math.max(0, bytes);
        if (!started) {
            started = true;
            Thread thread = new Thread(this, "stdin");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    private synchronized int awaitCredit() throws InterruptedException {
        while (credit == 0) {
            wait();
        }
        return (int) Math.min(credit, FrameType.MAX_DATA_BYTES);
    }

    private synchronized void take(int bytes) {
        credit -= bytes;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[FrameType.MAX_DATA_BYTES];
        try (FileInputStream stdin = new FileInputStream(FileDescriptor.in)) {
            while (true) {
                int read = read(stdin, buffer, awaitCredit());
                if (read < 0) {
                    writer.empty(FrameType.STDIN_END);
                    return;
                }
                take(read);
                writer.data(FrameType.STDIN, ByteBuffer.wrap(buffer, 0, read));
            }
        } catch (IOException e) {
            return; // the connection has ended; the main thread says so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int read(FileInputStream stdin, byte[] buffer, int most) {
        try {
            return stdin.read(buffer, 0, most);
        } catch (IOException e) {
            return -1; // a closed or broken input is an ended one
        }
    }
}
