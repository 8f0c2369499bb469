package io.caisson.api.container;

/** Text of strangers made fit for a terminal and a log: quoted, control characters escaped, at most 128 characters. */
final class Printable {
    private static final int MAX_CHARACTERS = 128;

    private Printable() {}

    static String quoted(String text) {
        if (text == null) {
            return "absent";
        }
        StringBuilder out = new StringBuilder("\"");
        int length = Math.min(text.length(), MAX_CHARACTERS);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append(length < text.length() ? "…\"" : "\"").toString();
    }
}
