package io.caisson.shell.internal.command;

import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.log.LogRecord;
import io.caisson.api.log.LogSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** Shows records of a log as the bytes that were written, gathered into larger pieces. For one thread. */
final class LogPrinter implements LogSink {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int MOST_BYTES = 32 * 1024; // of one record, with time and line feed

    private final Invocation io;
    private final boolean timestamps;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private final Set<Source> inLine = EnumSet.noneOf(Source.class);
    private Source source = Source.STDOUT;

    LogPrinter(Invocation io, boolean timestamps) {
        this.io = io;
        this.timestamps = timestamps;
    }

    @Override
    public void onRecord(LogRecord record) {
        if (record.source() != source) {
            flush();
            source = record.source();
        }
        if (timestamps && !inLine.contains(source)) {
            add(ByteBuffer.wrap((record.time() + " ").getBytes(StandardCharsets.US_ASCII)));
        }
        add(record.bytes());
        if (record.ended()) {
            add(ByteBuffer.wrap(new byte[] {'\n'}));
            inLine.remove(source);
        } else {
            inLine.add(source);
        }
        if (piece.remaining() < MOST_BYTES) {
            flush();
        }
    }

    private void add(ByteBuffer bytes) {
        while (bytes.remaining() > piece.remaining()) {
            int end = bytes.limit();
            piece.put(bytes.limit(bytes.position() + piece.remaining()));
            bytes.limit(end);
            flush();
        }
        piece.put(bytes);
    }

    @Override
    public void onGap(long bytes) {
        flush();
        io.err("[ctr] the log was removed before it was read: " + bytes + " bytes are missing here\n");
    }

    void flush() {
        piece.flip();
        if (piece.hasRemaining()) {
            if (source == Source.STDOUT) {
                io.out(piece);
            } else {
                io.err(piece);
            }
        }
        piece.clear();
    }
}
