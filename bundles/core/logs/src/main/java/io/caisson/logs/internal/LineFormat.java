package io.caisson.logs.internal;

import io.caisson.api.container.OutputListener.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Records in the line format of CRI: time, stream, tag, content. Their heads are of one length. The tag is F where a line
 * feed followed in the output, P where none did (yet): so content and tags give back each byte. For one thread.
 */
final class LineFormat {
    /** Characters of a time. */
    static final int TIME_LENGTH = 30;

    /** Where the tag stands. */
    static final int TAG_AT = 38;

    /** Bytes before the content. */
    static final int HEAD_LENGTH = 40;

    /** Longest content. */
    static final int MOST_CONTENT = 16 * 1024;

    static final byte ENDED = 'F';
    static final byte PARTIAL = 'P';

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private byte[] out = new byte[128 * 1024];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return out;
    }

    int length() {
        return length;
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    /** Adds a piece of output. */
    void add(Instant time, Source source, byte[] piece, int pieceLength) {
        byte[] head = head(time, source);
        int at = 0;
        while (at < pieceLength) {
            int most = Math.min(pieceLength, at + MOST_CONTENT + 1); // the line feed itself is no content
            int end = at;
            while (end < most && piece[end] != '\n') {
                end++;
            }
            boolean ended = end < most;
            if (!ended && end - at > MOST_CONTENT) {
                end--;
            }
            record(head, ended ? ENDED : PARTIAL, piece, at, end - at);
            at = ended ? end + 1 : end;
        }
    }

    private static byte[] head(Instant time, Source source) {
        String head = time(time) + (source == Source.STDOUT ? " stdout P " : " stderr P ");
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    private void record(byte[] head, byte tag, byte[] content, int from, int count) {
        int needed = length + HEAD_LENGTH + count + 1;
        if (needed > out.length) {
            out = Arrays.copyOf(out, Math.max(needed, 2 * out.length));
        }
        System.arraycopy(head, 0, out, length, HEAD_LENGTH);
        out[length + TAG_AT] = tag;
        System.arraycopy(content, from, out, length + HEAD_LENGTH, count);
        length = needed;
        out[length - 1] = '\n';
    }

    /** {@return how many bytes of output the records within the first {@code end} bytes stand for, from {@code from} on} */
    long outputBytes(int from, int end) {
        long sum = 0;
        int start = from;
        for (int i = from; i < end; i++) {
            if (out[i] == '\n') {
                sum += i - start - HEAD_LENGTH + (out[start + TAG_AT] == ENDED ? 1 : 0);
                start = i + 1;
            }
        }
        return sum;
    }

    /** {@return the end of the last whole record within the first {@code end} bytes} */
    int lastBoundary(int end) {
        int at = end;
        while (at > 0 && out[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    /** {@return whether a record of ours begins there} */
    static boolean isHead(ByteBuffer line, int at, int end) {
        return end - at >= HEAD_LENGTH
                && line.get(at + TIME_LENGTH - 1) == 'Z'
                && line.get(at + TIME_LENGTH) == ' '
                && line.get(at + TIME_LENGTH + 1) == 's'
                && line.get(at + TIME_LENGTH + 2) == 't'
                && line.get(at + TIME_LENGTH + 3) == 'd'
                && isStream(line.get(at + TIME_LENGTH + 4))
                && line.get(at + TAG_AT - 1) == ' '
                && isTag(line.get(at + TAG_AT))
                && line.get(at + TAG_AT + 1) == ' ';
    }

    private static boolean isStream(byte first) {
        return first == 'o' || first == 'e';
    }

    private static boolean isTag(byte tag) {
        return tag == ENDED || tag == PARTIAL;
    }

    /** {@return the stream of a record of ours} */
    static Source source(ByteBuffer line, int at) {
        return line.get(at + TIME_LENGTH + 4) == 'o' ? Source.STDOUT : Source.STDERR;
    }
}
