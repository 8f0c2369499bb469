package io.caisson.events.internal;

import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record of a segment, big-endian: payload length (4), CRC32C (4) of all that follows, sequence (8), wall seconds
 * (8), wall nanoseconds (4), monotonic nanoseconds (8), payload.
 */
final class RecordFormat {
    /** First bytes of every segment; the last one is the version of the format. */
    static final byte[] MAGIC = "CAISJRN1".getBytes(StandardCharsets.US_ASCII);

    static final int HEADER_BYTES = 36;
    static final int MAX_PAYLOAD_BYTES = 1 << 20;
    private static final int CHECKED_FROM = 8;

    private RecordFormat() {}

    /**
     * What one read gave.
     *
     * @param event empty for a record of a type that this version does not know
     * @param size bytes of the whole record
     */
    record Decoded(long sequence, Instant at, Optional<EventRecord> event, int size) {}

    /** {@return the sequence number of the record that begins there, if one does} */
    static long sequenceAt(ByteBuffer in, int start) {
        return in.getLong(start + 8);
    }

    /** {@return the records one after the other} Gaps are never written. */
    static ByteBuffer encode(List<EventRecord> entries) {
        ByteBuffer[] records = entries.stream().map(RecordFormat::encode).toArray(ByteBuffer[]::new);
        if (records.length == 1) {
            return records[0];
        }
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(records).mapToInt(ByteBuffer::remaining).sum());
        for (ByteBuffer each : records) {
            all.put(each);
        }
        return all.flip();
    }

    static ByteBuffer encode(EventRecord entry) {
        byte[] payload = EventCodec.encode((ContainerEvent) entry.event());
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        out.putInt(payload.length).putInt(0);
        out.putLong(entry.sequence());
        out.putLong(entry.at().getEpochSecond()).putInt(entry.at().getNano());
        out.putLong(entry.monotonicNanos());
        out.put(payload);
        out.putInt(4, checksum(out.array(), out.position()));
        return out.flip();
    }

    /** {@return the record at the buffer's position; empty when it is torn or damaged} Moves the position past it. */
    static Optional<Decoded> decode(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < HEADER_BYTES) {
            return Optional.empty();
        }
        int length = in.getInt(start);
        if (length < 0 || length > MAX_PAYLOAD_BYTES || in.remaining() < HEADER_BYTES + length) {
            return Optional.empty();
        }
        byte[] whole = new byte[HEADER_BYTES + length];
        in.get(whole);
        ByteBuffer fields = ByteBuffer.wrap(whole);
        if (fields.getInt(4) != checksum(whole, whole.length)) {
            in.position(start);
            return Optional.empty();
        }
        long sequence = fields.getLong(8);
        Instant at = Instant.ofEpochSecond(fields.getLong(16), fields.getInt(24));
        long monotonicNanos = fields.getLong(28);
        byte[] payload = new byte[length];
        fields.get(HEADER_BYTES, payload);
        Optional<ContainerEvent> event;
        try {
            event = EventCodec.decode(payload);
        } catch (IOException e) { // right checksum, no event of ours: as good as an unknown type
            event = Optional.empty();
        }
        return Optional.of(new Decoded(
                sequence, at, event.map(known -> new EventRecord(sequence, at, monotonicNanos, known)), whole.length));
    }

    private static int checksum(byte[] whole, int length) {
        CRC32C crc = new CRC32C();
        crc.update(whole, CHECKED_FROM, length - CHECKED_FROM);
        return (int) crc.getValue();
    }
}
