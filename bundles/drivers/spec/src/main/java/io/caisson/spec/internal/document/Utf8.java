package io.caisson.spec.internal.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes of a file to text: UTF-8 without a byte order mark, as RFC 8259 section 8.1 asks, and nothing else. */
final class Utf8 {
    private Utf8() {}

    /** @throws io.caisson.api.spec.SpecInvalidException if it is not UTF-8, or too large */
    static String decode(String file, byte[] content) {
        if (content.length > JsonReader.MOST_BYTES) {
            String message = "the file must have at most " + JsonReader.MOST_BYTES + " bytes";
            throw JsonReader.refused(file, "", "json.size", message);
        }
        if (startsWith(content, 0xef, 0xbb, 0xbf)) {
            throw JsonReader.refused(file, "", "json.byte-order-mark", "the file starts with a UTF-8 byte order mark");
        }
        if (isUtf16(content)) {
            throw JsonReader.refused(file, "", "json.encoding", "the file looks like UTF-16; it must be UTF-8");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer text = CharBuffer.allocate(content.length);
        CoderResult result = decoder.decode(bytes, text, true);
        if (result.isError()) {
            String message = "the file is not UTF-8 at byte " + bytes.position();
            throw JsonReader.refused(file, "", "json.encoding", message);
        }
        return text.flip().toString();
    }

    /** {@return whether every surrogate has its other half} */
    static boolean isEncodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** A JSON document begins with two ASCII characters, so that one zero byte among two gives UTF-16 away. */
    private static boolean isUtf16(byte[] content) {
        return startsWith(content, 0xfe, 0xff)
                || startsWith(content, 0xff, 0xfe)
                || (content.length >= 2 && (content[0] == 0) != (content[1] == 0));
    }

    private static boolean startsWith(byte[] content, int... head) {
        if (content.length < head.length) {
            return false;
        }
        for (int i = 0; i < head.length; i++) {
            if ((content[i] & 0xff) != head[i]) {
                return false;
            }
        }
        return true;
    }
}
