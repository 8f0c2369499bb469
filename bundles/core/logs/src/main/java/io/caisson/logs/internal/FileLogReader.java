package io.caisson.logs.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.log.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Reads one file forward, from the beginning or from some lines before its end. */
final class FileLogReader implements LogReader {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final FileChannel channel;

    private FileLogReader(FileChannel channel) {
        this.channel = channel;
    }

    static FileLogReader open(Path file, long lastLines) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            if (lastLines >= 0) {
                channel.position(startOfLast(channel, lastLines));
            }
            return new FileLogReader(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** {@return where the last lines begin} A line that has no end yet counts as one. */
    private static long startOfLast(FileChannel channel, long lines) throws IOException {
        long end = channel.size();
        if (lines == 0) {
            return end;
        }
        long newlines = 0;
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        long blockEnd = end;
        while (blockEnd > 0) {
            long blockStart = Math.max(0, blockEnd - BLOCK_BYTES);
            block.clear().limit((int) (blockEnd - blockStart));
            long at = blockStart;
            while (block.hasRemaining()) {
                int count = channel.read(block, at);
                if (count < 0) { // shortened meanwhile
                    return blockStart;
                }
                at += count;
            }
            for (int i = block.limit() - 1; i >= 0; i--) {
                boolean endsTheFile = blockStart + i == end - 1;
                if (block.get(i) == '\n' && !endsTheFile && ++newlines == lines) {
                    return blockStart + i + 1;
                }
            }
            blockEnd = blockStart;
        }
        return 0;
    }

    @Override
    public int read(ByteBuffer into) {
        try {
            return Math.max(0, channel.read(into));
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.UNAVAILABLE, "log.unusable", "cannot read the log: " + e.getMessage(), Map.of(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.INTERNAL, "log.unusable", "cannot close the log: " + e.getMessage(), Map.of(), e);
        }
    }
}
