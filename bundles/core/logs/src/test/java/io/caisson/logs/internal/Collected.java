package io.caisson.logs.internal;

import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogRecord;
import io.caisson.api.log.LogSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** What was read of a log: the bytes of each stream, as they were written, and how much was missed. */
final class Collected implements LogSink {
    private final Map<Source, ByteArrayOutputStream> bytes = new EnumMap<>(Source.class);
    long gap;
    int gaps;
    int longest;
    int records;

    Collected() {
        for (Source source : Source.values()) {
            bytes.put(source, new ByteArrayOutputStream());
        }
    }

    /** {@return everything that is there now} */
    static Collected of(LogReader reader) {
        return new Collected().readAll(reader);
    }

    Collected readAll(LogReader reader) {
        while (reader.read(this)) {
            continue;
        }
        return this;
    }

    @Override
    public void onRecord(LogRecord record) {
        records++;
        longest = Math.max(longest, record.bytes().remaining());
        byte[] copy = new byte[record.bytes().remaining()];
        record.bytes().get(copy);
        bytes.get(record.source()).writeBytes(copy);
        if (record.ended()) {
            bytes.get(record.source()).write('\n');
        }
    }

    @Override
    public void onGap(long missing) {
        gap += missing;
        gaps++;
    }

    byte[] bytes(Source source) {
        return bytes.get(source).toByteArray();
    }

    String stdout() {
        return new String(bytes(Source.STDOUT), StandardCharsets.UTF_8);
    }

    String stderr() {
        return new String(bytes(Source.STDERR), StandardCharsets.UTF_8);
    }
}
