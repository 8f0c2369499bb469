package io.caisson.logs.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Mends the end of a file whose writer was killed, or whose host lost power, within a record: content that is there is
 * made a partial record, so that it stays; a head without content goes.
 */
final class TornEnd {
    /** Longest record, with room. */
    private static final int LONGEST = LineFormat.MOST_CONTENT + 1024;

    private TornEnd() {}

    /** {@return the size after it} */
    static long mend(Path file, long size) throws IOException {
        if (size == 0) {
            return 0;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            int length = (int) Math.min(LONGEST, size);
            ByteBuffer end = ByteBuffer.allocate(length);
            for (long at = size - length; end.hasRemaining(); at = size - end.remaining()) {
                if (channel.read(end, at) < 0) {
                    return channel.size(); // somebody cuts it meanwhile
                }
            }
            int start = length;
            while (start > 0 && end.get(start - 1) != '\n') {
                start--;
            }
            if (start == length) {
                return size;
            }
            if (!LineFormat.isHead(end, start, length)) {
                long whole = size - length + start;
                channel.truncate(whole);
                return whole;
            }
            channel.write(ByteBuffer.wrap(new byte[] {LineFormat.PARTIAL}), size - length + start + LineFormat.TAG_AT);
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
            return size + 1;
        }
    }
}
