package io.caisson.ctr.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Puts frames on a channel. Safe for many threads: a frame is never torn. Waits while the other side is slow. */
public final class FrameWriter {
    private static final int HEADER_BYTES = 5;

    private final WritableByteChannel channel;
    private ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + 4096); // guarded by this

    public FrameWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Sends bytes, in as many frames as they need; nothing for no bytes. */
    public synchronized void data(FrameType type, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int length = Math.min(bytes.remaining(), FrameType.MAX_DATA_BYTES);
            begin(type, length);
            int end = bytes.limit();
            frame.put(bytes.limit(bytes.position() + length));
            bytes.limit(end);
            flush();
        }
    }

    /** Sends a frame without payload. */
    public synchronized void empty(FrameType type) throws IOException {
        begin(type, 0);
        flush();
    }

    /**
     * Sends a frame whose payload is one number.
     *
     * @param bytes 1 or 4
     */
    public synchronized void number(FrameType type, int value, int bytes) throws IOException {
        begin(type, bytes);
        if (bytes == 1) {
            frame.put((byte) value);
        } else {
            frame.putInt(value);
        }
        flush();
    }

    /** Sends {@link FrameType#RESIZE}. */
    public synchronized void resize(int rows, int columns) throws IOException {
        begin(FrameType.RESIZE, 4);
        frame.putShort((short) rows).putShort((short) columns);
        flush();
    }

    /** Sends {@link FrameType#HELLO}. */
    public synchronized void hello(Hello hello) throws IOException {
        byte[] payload = hello.encode();
        begin(FrameType.HELLO, payload.length);
        frame.put(payload);
        flush();
    }

    private void begin(FrameType type, int length) throws WireException {
        if (length > type.maxBytes) {
            throw new WireException("frame " + type + " would be " + length + " bytes long, but at most "
                    + type.maxBytes + " are allowed");
        }
        if (frame.capacity() < HEADER_BYTES + length) {
            frame = ByteBuffer.allocate(HEADER_BYTES + length);
        }
        frame.clear();
        frame.putInt(length).put((byte) type.code);
    }

    private void flush() throws IOException {
        frame.flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }
}
