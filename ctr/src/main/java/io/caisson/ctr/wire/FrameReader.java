package io.caisson.ctr.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Takes frames from a channel. For one thread. Memory grows only to the longest frame that was allowed and came. */
public final class FrameReader {
    private static final int HEADER_BYTES = 5;
    // "PRI ", how a client of HTTP/2 (gRPC) begins: RFC 9113, section 3.4.
    private static final int HTTP2_PREFACE = 0x50524920;

    private final ReadableByteChannel channel;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    private ByteBuffer payload = ByteBuffer.allocate(4096);
    private FrameType type = FrameType.EXIT;

    public FrameReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the next frame.
     *
     * @return false when the other side has closed between two frames
     * @throws WireException when what comes is no frame or is too long; the channel is of no use then
     * @throws EOFException when the other side closed within a frame
     */
    public boolean next() throws IOException {
        header.clear();
        if (!fill(header)) {
            return false;
        }
        int length = header.getInt(0);
        if (length == HTTP2_PREFACE) {
            throw new WireException("this socket does not speak HTTP/2 (gRPC)");
        }
        type = FrameType.of(header.get(4));
        if (length < 0 || length > type.maxBytes) {
            throw new WireException("frame " + type + " is " + (length & 0xffffffffL) + " bytes long, but at most "
                    + type.maxBytes + " are allowed");
        }
        if (payload.capacity() < length) {
            payload = ByteBuffer.allocate(length);
        }
        payload.clear().limit(length);
        if (length > 0 && !fill(payload)) {
            throw new EOFException("connection ended within a frame");
        }
        payload.flip();
        return true;
    }

    /** {@return the type of the frame that {@link #next} took} */
    public FrameType type() {
        return type;
    }

    /** {@return the payload of the frame that {@link #next} took; valid until the next call} */
    public ByteBuffer payload() {
        return payload;
    }

    /**
     * {@return the payload as one unsigned number of exactly so many bytes}
     *
     * @param bytes 1, 2 or 4
     */
    public int number(int bytes) throws WireException {
        if (payload.remaining() != bytes) {
            throw new WireException("frame " + type + " must have " + bytes + " bytes, but has " + payload.remaining());
        }
        return bytes == 1 ? payload.get() & 0xff : bytes == 2 ? payload.getShort() & 0xffff : payload.getInt();
    }

    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("connection ended within a frame");
            }
        }
        return true;
    }
}
