package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogRecord;
import io.caisson.api.log.LogSink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The end of a container's log as text, both streams, however long its lines are and however fast it grows. */
final class LogTail {
    private static final int MOST_KEPT = 256 * 1024;
    private static final long MOST_READ = 64L * 1024 * 1024;

    private LogTail() {}

    static String read(ContainerLogs logs, ContainerId id, int lines) {
        Kept kept = new Kept();
        try (LogReader reader = logs.read(id, LogQuery.ALL.withLastLines(lines))) {
            while (kept.total < MOST_READ && reader.read(kept)) {
                continue;
            }
        }
        return kept.text();
    }

    /** The last bytes of what was read. */
    private static final class Kept implements LogSink {
        private final byte[] bytes = new byte[2 * MOST_KEPT];
        private int length;
        private long total;

        @Override
        public void onRecord(LogRecord record) {
            add(record.bytes());
            if (record.ended()) {
                add(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }

        @Override
        public void onGap(long missing) {
            // the end is what is wanted
        }

        private void add(ByteBuffer more) {
            total += more.remaining();
            while (more.hasRemaining()) {
                if (length == bytes.length) {
                    System.arraycopy(bytes, length - MOST_KEPT, bytes, 0, MOST_KEPT);
                    length = MOST_KEPT;
                }
                int count = Math.min(more.remaining(), bytes.length - length);
                more.get(bytes, length, count);
                length += count;
            }
        }

        String text() {
            return Printable.text(Arrays.copyOfRange(bytes, Math.max(0, length - MOST_KEPT), length));
        }
    }
}
