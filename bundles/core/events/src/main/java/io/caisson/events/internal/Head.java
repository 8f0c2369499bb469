package io.caisson.events.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code head}: which segment is the newest that holds records that were acknowledged. Without it nobody would
 * notice that the newest segment is gone or empty, and its numbers would be given a second time.
 */
final class Head {
    private static final Logger log = LoggerFactory.getLogger(Head.class);

    private final Path file;
    private final Disk disk;
    private long written;

    Head(Path directory, Disk disk) {
        this.file = directory.resolve("head");
        this.disk = disk;
        this.written = read(file);
    }

    private static long read(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) { // not there yet, or damaged: then it helps nobody
            return 0;
        }
    }

    /** {@return first sequence number of that segment; 0 if not known} */
    long segment() {
        return written;
    }

    /** Notes that a segment holds acknowledged records. What fails is tried again at the next call. */
    void note(long segment) {
        if (segment == written) {
            return;
        }
        Path temp = file.resolveSibling(".head.tmp");
        try {
            disk.delete(temp); // what a crash left
            try (Disk.Output out = disk.create(temp)) {
                ByteBuffer bytes = ByteBuffer.wrap((segment + "\n").getBytes(StandardCharsets.US_ASCII));
                long position = 0;
                while (bytes.hasRemaining()) {
                    position += out.write(bytes, position);
                }
                out.sync();
            }
            disk.rename(temp, file);
            disk.syncDirectory(file.getParent());
            written = segment;
        } catch (IOException e) {
            log.atDebug().addKeyValue("file", file).setCause(e).log("head of the journal is not noted");
        }
    }
}
