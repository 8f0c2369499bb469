package io.caisson.logs.internal;

import io.caisson.api.log.LogWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends to one file. What the disk does not take is dropped, so that the container goes on; the gap is marked. */
final class FileLogWriter implements LogWriter {
    private static final Logger log = LoggerFactory.getLogger(FileLogWriter.class);

    private final Path file;
    private final FileChannel channel;
    private volatile long dropped;
    private long unmarked;

    FileLogWriter(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    @Override
    public synchronized void onOutput(Source source, ByteBuffer bytes) {
        try {
            if (unmarked > 0) {
                ByteBuffer mark = ByteBuffer.wrap(
                        ("\n[caisson: " + unmarked + " bytes lost]\n").getBytes(StandardCharsets.US_ASCII));
                writeFully(mark);
                unmarked = 0;
            }
            writeFully(bytes);
        } catch (IOException e) {
            if (unmarked == 0) {
                log.atWarn().addKeyValue("file", file).setCause(e).log("a container's output cannot be logged");
            }
            unmarked += bytes.remaining();
            dropped += bytes.remaining();
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public long droppedBytes() {
        return dropped;
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).setCause(e).log("a container's log does not close");
        }
    }
}
