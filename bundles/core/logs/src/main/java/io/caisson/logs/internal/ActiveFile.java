package io.caisson.logs.internal;

import io.caisson.api.failpoint.FailPoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a log is written to, and its change for a new one. Others may delete, move, cut or replace it: that is
 * noticed before a write that comes half a second or more after the last look. For one thread at a time.
 */
final class ActiveFile {
    private static final Logger log = LoggerFactory.getLogger(ActiveFile.class);
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

    private final FileSet files;
    private FileIdentity open; // null while there is none
    private long size;
    private long lookedAt;
    private Deque<FileSet.Rotated> old; // null until the first change
    private long start; // bytes of the log before this file; known from the first change on

    ActiveFile(FileSet files) {
        this.files = files;
    }

    /** Opens it, if it is not; mends a torn end. */
    void ensureOpen() throws IOException {
        if (open != null && System.nanoTime() - lookedAt >= LOOK_NANOS) {
            look();
        }
        if (open == null) {
            makeDirectory();
            open = FileIdentity.open(
                    files.active(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            size = TornEnd.mend(files.active(), open.channel().size());
            lookedAt = System.nanoTime();
        }
    }

    private void look() throws IOException {
        lookedAt = System.nanoTime();
        Optional<BasicFileAttributes> found = FileIdentity.attributes(files.active());
        if (found.isPresent() && found.get().fileKey().equals(open.key())) {
            size = found.get().size(); // others may have cut it
            return;
        }
        log.atWarn().addKeyValue("file", files.active()).log("a log was moved, replaced or removed, it is made anew");
        close();
    }

    private void makeDirectory() throws IOException {
        Path directory = files.active().getParent();
        if (Files.notExists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    long size() {
        return size;
    }

    /** {@return tells this file from others, also over restarts} */
    int identityHash() {
        return open.key().hashCode();
    }

    /** Appends. {@return bytes written: fewer when the disk takes no more} */
    int append(byte[] bytes, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        FileChannel channel = open.channel();
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } finally {
            size += rest.position();
        }
        return length;
    }

    /** Takes back what stands behind so many bytes. */
    void cut(long bytes) throws IOException {
        if (bytes < size) {
            open.channel().truncate(bytes);
            size = bytes;
        }
    }

    /** Makes this file a complete one and begins a new one. */
    void change(int mostFiles) throws IOException {
        look(); // what has its name by now may be of others
        if (open == null) {
            ensureOpen();
            return;
        }
        if (old == null) {
            List<FileSet.Rotated> found = files.rotated();
            start = FileSet.end(found);
            old = new ArrayDeque<>(found);
        }
        FileSet.Rotated complete = files.at(start);
        FailPoints.hit("logs.before-rotate");
        Files.move(files.active(), complete.file(), StandardCopyOption.ATOMIC_MOVE);
        start += size;
        old.add(complete);
        FailPoints.hit("logs.after-rename");
        close();
        ensureOpen();
        FailPoints.hit("logs.after-reopen");
        while (old.size() >= mostFiles) {
            Files.deleteIfExists(old.getFirst().file());
            old.removeFirst();
        }
    }

    void close() {
        if (open != null) {
            try {
                open.channel().close();
            } catch (IOException e) {
                log.atWarn().addKeyValue("file", files.active()).setCause(e).log("a log does not close");
            }
            open = null;
        }
    }
}
