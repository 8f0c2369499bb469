package io.caisson.linux;

import io.caisson.api.kernel.Fd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A pipe and the beginning of what came out of it. For one thread. */
final class CapturedPipe implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;

    /** As large as an unprivileged process can make its pipe, so that all that was in it at the end is read. */
    private static final int DRAIN_BYTES = 1024 * 1024;

    private final FileCalls files;
    private final Fd reader;
    private final Fd writer;
    private final int limitBytes;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;
    private boolean ended;

    CapturedPipe(FileCalls files, int limitBytes) {
        this.files = files;
        this.limitBytes = limitBytes;
        Fd[] ends = files.pipe();
        reader = ends[0];
        writer = ends[1];
        files.setNonBlocking(reader, true);
    }

    /** {@return the end for the child; its own is a duplicate} */
    Fd writer() {
        return writer;
    }

    /** Leaves the pipe to the child, so that its end can be seen. */
    void closeWriter() {
        writer.close();
    }

    /** {@return the descriptor to wait for; empty once all writers are gone} */
    Optional<Fd> open() {
        return ended ? Optional.empty() : Optional.of(reader);
    }

    /** Reads one chunk, if there is any. {@return how many bytes} */
    int readSome() {
        if (ended) {
            return 0;
        }
        chunk.clear();
        int count = files.read(reader, chunk);
        if (count <= 0) {
            ended = count == 0;
            return 0;
        }
        int room = Math.min(count, limitBytes - kept.size());
        kept.write(chunk.array(), 0, room);
        truncated |= room < count;
        return count;
    }

    /** Reads what is in the pipe now; a process that lives on and writes more is not waited for. */
    void drain() {
        int total = 0;
        int count;
        do {
            count = readSome();
            total += count;
        } while (count > 0 && total < DRAIN_BYTES);
    }

    byte[] content() {
        return kept.toByteArray();
    }

    boolean truncated() {
        return truncated;
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
