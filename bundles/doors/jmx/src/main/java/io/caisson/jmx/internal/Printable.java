package io.caisson.jmx.internal;

import java.nio.charset.StandardCharsets;

/** Bytes of strangers as text that a terminal may show: line ends and tabs stay, other control characters are escaped. */
final class Printable {
    private Printable() {}

    /** @param bytes UTF-8; what is not becomes U+FFFD */
    static String text(byte[] bytes) {
        return text(new String(bytes, StandardCharsets.UTF_8));
    }

    static String text(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean lineEnd = c == '\n' || (c == '\r' && i + 1 < raw.length() && raw.charAt(i + 1) == '\n');
            if (lineEnd || c == '\t' || !Character.isISOControl(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    /** {@return quoted, at most 128 characters, for an error message} */
    static String quoted(String raw) {
        String cut = raw.length() > 128 ? raw.substring(0, 128) + "…" : raw;
        return '"' + text(cut).replace("\n", "\\n") + '"';
    }
}
