package io.caisson.supervisor.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is left of the server's file descriptors for the containers that are there: exits, signals, deletions. */
final class SpareDescriptors {
    private static final Logger log = LoggerFactory.getLogger(SpareDescriptors.class);
    private static final Path ANY = Path.of("/dev/null");
    private static final int SPARE = 32;

    private SpareDescriptors() {}

    /** RESOURCE_EXHAUSTED {@code server.no-descriptors} unless a number of descriptors could be opened at this moment. */
    static void require() {
        Deque<FileChannel> opened = new ArrayDeque<>();
        try {
            while (opened.size() < SPARE) {
                opened.push(FileChannel.open(ANY));
            }
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "server.no-descriptors",
                    "the server has fewer than " + SPARE
                            + " file descriptors left, which are kept for the containers that run: raise its limit",
                    Map.of(),
                    e);
        } finally {
            opened.forEach(SpareDescriptors::close);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("a descriptor did not close");
        }
    }
}
