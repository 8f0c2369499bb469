package io.caisson.events.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads one segment forward and steps over what is damaged: from there on every byte may be the beginning of a record, which
 * its length, its number and its checksum decide. For one thread.
 */
final class SegmentScanner implements Closeable {
    private static final int READ_BYTES = 256 * 1024;
    private static final int LEAST_BYTES = 1024;

    private final FileChannel channel;
    private final long end;
    private ByteBuffer window;
    private long windowStart;
    private long position;
    private long last; // sequence number of the last record given; numbers grow

    SegmentScanner(Segment segment, long position, long end) throws IOException {
        this.channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
        this.window = ByteBuffer.allocate((int) Math.min(READ_BYTES, Math.max(LEAST_BYTES, segment.size() - position)))
                .limit(0);
        this.position = position;
        this.end = end;
        this.last = segment.firstSequence() - 1;
    }

    /** {@return the next whole record; empty when there is no other, and then the position stays} */
    Optional<RecordFormat.Decoded> next() throws IOException {
        for (long at = position; has(at, RecordFormat.HEADER_BYTES); at++) {
            Optional<RecordFormat.Decoded> decoded = recordAt(at);
            if (decoded.isPresent()) {
                position = at + decoded.get().size();
                last = decoded.get().sequence();
                return decoded;
            }
        }
        return Optional.empty();
    }

    private Optional<RecordFormat.Decoded> recordAt(long at) throws IOException {
        int index = (int) (at - windowStart);
        int length = window.getInt(index);
        long sequence = RecordFormat.sequenceAt(window, index);
        if (length < 0 || length > RecordFormat.MAX_PAYLOAD_BYTES || sequence <= last || sequence >= end) {
            return Optional.empty(); // nearly all bytes that begin no record end here
        }
        if (!has(at, RecordFormat.HEADER_BYTES + length)) {
            return Optional.empty();
        }
        return RecordFormat.decode(window.position((int) (at - windowStart)));
    }

    /** {@return whether the file has so many bytes from there on} They are in the window then. */
    private boolean has(long at, int bytes) throws IOException {
        if (at >= windowStart && at + bytes <= windowStart + window.limit()) {
            return true;
        }
        window = window.capacity() >= bytes ? window.clear() : ByteBuffer.allocate(bytes);
        windowStart = at;
        while (window.hasRemaining()) {
            if (channel.read(window, windowStart + window.position()) < 0) {
                break;
            }
        }
        window.flip();
        return window.limit() >= bytes;
    }

    /** {@return where the record after the last one given begins, if there is one} */
    long position() {
        return position;
    }

    /** {@return bytes after the last record given} */
    byte[] rest() throws IOException {
        int size = (int) Math.min(channel.size() - position, Integer.MAX_VALUE / 2);
        ByteBuffer rest = ByteBuffer.allocate(Math.max(0, size));
        while (rest.hasRemaining() && channel.read(rest, position + rest.position()) >= 0) {
            continue;
        }
        return rest.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
