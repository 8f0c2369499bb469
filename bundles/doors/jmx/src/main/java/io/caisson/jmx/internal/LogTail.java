package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.log.LogReader;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The end of a container's log as text, however long its lines are and however fast it grows. */
final class LogTail {
    private static final int MOST_KEPT = 256 * 1024;
    private static final long MOST_READ = 64L * 1024 * 1024;
    private static final int CHUNK = 64 * 1024;

    private LogTail() {}

    static String read(ContainerLogs logs, ContainerId id, int lines) {
        byte[] kept = new byte[2 * MOST_KEPT];
        int length = 0;
        long total = 0;
        try (LogReader reader = logs.read(id, lines)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (total < MOST_READ && reader.read(chunk) > 0) {
                chunk.flip();
                int count = chunk.remaining();
                if (length + count > kept.length) {
                    System.arraycopy(kept, length - MOST_KEPT, kept, 0, MOST_KEPT);
                    length = MOST_KEPT;
                }
                chunk.get(kept, length, count);
                length += count;
                total += count;
                chunk.clear();
            }
        }
        int from = Math.max(0, length - MOST_KEPT);
        return Printable.text(Arrays.copyOfRange(kept, from, length));
    }
}
