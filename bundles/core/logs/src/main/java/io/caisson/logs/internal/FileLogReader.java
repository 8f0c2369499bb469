package io.caisson.logs.internal;

import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogRecord;
import io.caisson.api.log.LogSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads record by record from one block of memory, and goes from file to file. */
final class FileLogReader implements LogReader {
    private static final int BLOCK_BYTES = 64 * 1024; // longer than any record of ours

    private final LogQuery query;
    private final String since;
    private final FileWalk walk;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
    private long skip; // lines to leave out at the beginning
    private boolean lineBegins = true; // with the next record
    private boolean skipping; // within a line that is left out

    private FileLogReader(LogQuery query, FileWalk walk, long skip) {
        this.query = query;
        this.since = query.since().map(LineFormat::time).orElse("");
        this.walk = walk;
        this.skip = skip;
    }

    /** @throws java.nio.file.NoSuchFileException if there is no log */
    static FileLogReader open(FileSet files, LogQuery query) throws IOException {
        if (query.lastLines() < 0) {
            return new FileLogReader(query, FileWalk.fromOldest(files), 0);
        }
        // Newest file first: how many lines it has decides whether an older one is needed.
        FileWalk walk = FileWalk.fromNewest(files);
        long wanted = query.lastLines();
        while (true) {
            long lines = countLines(walk, query);
            if (lines >= wanted || !walk.toOlder()) {
                walk.rewind();
                return new FileLogReader(query, walk, Math.max(0, lines - wanted));
            }
            wanted -= lines;
        }
    }

    private static long countLines(FileWalk walk, LogQuery query) throws IOException {
        LineCount count = new LineCount();
        FileLogReader counter = new FileLogReader(query.withLastLines(-1), walk, 0);
        while (counter.fill()) {
            counter.handOn(count);
        }
        return count.lines;
    }

    private static final class LineCount implements LogSink {
        private long lines;
        private boolean begins = true;

        @Override
        public void onRecord(LogRecord record) {
            lines += begins ? 1 : 0;
            begins = record.ended();
        }

        @Override
        public void onGap(long bytes) {
            // files are removed under our hands: the next look finds what is left
        }
    }

    @Override
    public boolean read(LogSink sink) {
        try {
            if (fill()) {
                handOn(sink);
                return true;
            }
            return walk.toNewer(sink::onGap);
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.UNAVAILABLE, "log.unusable", "cannot read the log: " + e.getMessage(), Map.of(), e);
        }
    }

    /** {@return whether the block holds a whole line now} */
    private boolean fill() throws IOException {
        if (indexOfLineEnd(block.position()) >= 0) {
            return true;
        }
        block.compact();
        int rest = block.position();
        walk.read(block);
        block.flip();
        return indexOfLineEnd(rest) >= 0 || !hasRoom(); // a line that is longer than any of ours is handed on in parts
    }

    private boolean hasRoom() {
        return block.remaining() < block.capacity();
    }

    private int indexOfLineEnd(int from) {
        byte[] bytes = block.array();
        for (int i = from; i < block.limit(); i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void handOn(LogSink sink) {
        for (int end = indexOfLineEnd(block.position()); end >= 0; end = indexOfLineEnd(block.position())) {
            handOn(sink, end, true);
            block.position(end + 1);
        }
        if (!hasRoom()) {
            handOn(sink, block.limit(), false);
            block.position(block.limit());
        }
    }

    private void handOn(LogSink sink, int end, boolean lineEnds) {
        int at = block.position();
        LogRecord record;
        if (LineFormat.isHead(block, at, end)) {
            String time = new String(block.array(), at, LineFormat.TIME_LENGTH, StandardCharsets.US_ASCII);
            record = new LogRecord(
                    time,
                    LineFormat.source(block, at),
                    block.get(at + LineFormat.TAG_AT) == LineFormat.ENDED,
                    block.slice(at + LineFormat.HEAD_LENGTH, end - at - LineFormat.HEAD_LENGTH));
        } else { // others wrote into the file
            record = new LogRecord("", Source.STDOUT, lineEnds, block.slice(at, end - at));
        }
        if (!query.sources().contains(record.source())) {
            return;
        }
        if (lineBegins && skip > 0) {
            skip--;
            skipping = true;
        } else if (lineBegins) {
            skipping = false;
        }
        lineBegins = record.ended();
        if (!skipping && (record.time().isEmpty() || record.time().compareTo(since) >= 0)) {
            sink.onRecord(record);
        }
    }

    @Override
    public void close() {
        walk.close();
    }
}
