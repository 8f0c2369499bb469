package io.caisson.shims.internal;

import io.caisson.api.container.ExitStatus;
import io.caisson.shims.internal.program.RecordFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for one process in a shim's record, each entry once. Not safe for many threads. */
final class ShimRecord {
    private static final Logger LOG = LoggerFactory.getLogger(ShimRecord.class);
    private static final int MAX_ENTRY_BYTES = 4096;

    private final Path file;
    private final long pid;
    private long position;
    private int entryBytes;
    private boolean unreadable;

    ShimRecord(Path file, long pid) {
        this.file = file;
        this.pid = pid;
    }

    /** {@return the process's exit, on disk; empty if it is not recorded yet} */
    Optional<ExitStatus> find() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (position == 0 && !readHeader(channel)) {
                return Optional.empty();
            }
            ByteBuffer entry = ByteBuffer.allocate(entryBytes).order(ByteOrder.LITTLE_ENDIAN);
            // The first is meant: a later process may have got the same number.
            while (readFully(channel, entry)) {
                position += entryBytes;
                if (entry.getLong(RecordFormat.PID) == pid) {
                    // A shim that was killed may have had no time to do this.
                    channel.force(true);
                    return Optional.of(status(entry));
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean readHeader(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(RecordFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (!readFully(channel, header)) {
            return false;
        }
        long version = header.getLong(Long.BYTES);
        long size = header.getLong(2 * Long.BYTES);
        if (header.getLong(0) != RecordFormat.MAGIC
                || version != RecordFormat.VERSION
                || size < RecordFormat.ENTRY_BYTES
                || size > MAX_ENTRY_BYTES) {
            tellUnreadable(header.getLong(0) == RecordFormat.MAGIC ? "its version is " + version : "it is none");
            return false;
        }
        entryBytes = (int) size;
        position = RecordFormat.HEADER_BYTES;
        return true;
    }

    private void tellUnreadable(String problem) {
        if (!unreadable) {
            LOG.atWarn()
                    .addKeyValue("record", file)
                    .addKeyValue("problem", problem)
                    .addKeyValue("known", RecordFormat.VERSION)
                    .log("a shim's record cannot be read, the kernel is asked instead");
        }
        unreadable = true;
    }

    /** {@return whether nothing will ever be found here} */
    boolean isUnreadable() {
        return unreadable;
    }

    private boolean readFully(FileChannel channel, ByteBuffer into) throws IOException {
        into.clear();
        while (into.hasRemaining()) {
            if (channel.read(into, position + into.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static ExitStatus status(ByteBuffer entry) {
        return ExitStatus.ofWaitStatus((int) entry.getLong(RecordFormat.STATUS), finishedAt(entry));
    }

    private static Instant finishedAt(ByteBuffer entry) {
        try {
            return Instant.ofEpochSecond(
                    entry.getLong(RecordFormat.WALL), entry.getLong(RecordFormat.WALL + Long.BYTES));
        } catch (DateTimeException | ArithmeticException e) { // damaged; the status is worth more
            return Instant.now();
        }
    }
}
