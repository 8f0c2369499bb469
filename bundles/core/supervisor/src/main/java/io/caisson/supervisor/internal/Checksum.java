package io.caisson.supervisor.internal;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A last line {@code "crc32c 0123abcd"} behind a JSON document: a second JSON value, so that tools still read the file, and
 * readers that do not know it stop before it. A damaged record must not tell a wrong process.
 */
final class Checksum {
    private static final String PREFIX = "\n\"crc32c ";
    private static final Pattern LINE = Pattern.compile("\n\"crc32c ([0-9a-f]{8})\"\n");
    private static final int LINE_BYTES = PREFIX.length() + 8 + 2;

    private Checksum() {}

    static byte[] append(byte[] document) {
        byte[] line = (PREFIX + hex(document, document.length) + "\"\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[document.length + line.length];
        System.arraycopy(document, 0, all, 0, document.length);
        System.arraycopy(line, 0, all, document.length, line.length);
        return all;
    }

    /**
     * {@return length of the document without the line; all of it where there is none, as older servers wrote it}
     *
     * @throws UnreadableRecordException the document is not what the line was made for
     */
    static int verify(byte[] all) throws UnreadableRecordException {
        int length = all.length - LINE_BYTES;
        if (length < 0) {
            return all.length;
        }
        Matcher line = LINE.matcher(new String(all, length, LINE_BYTES, StandardCharsets.ISO_8859_1));
        if (!line.matches()) {
            return all.length;
        }
        if (!line.group(1).equals(hex(all, length))) {
            throw new UnreadableRecordException("is damaged: its checksum differs");
        }
        return length;
    }

    private static String hex(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
