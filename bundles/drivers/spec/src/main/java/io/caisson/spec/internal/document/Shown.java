package io.caisson.spec.internal.document;

/** Text of strangers made fit for a terminal and a log. */
public final class Shown {
    private static final int MOST_CHARACTERS = 128;

    private Shown() {}

    /** {@return the text in quotes, at most 128 characters of it, everything but printable ASCII escaped} */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        int length = Math.min(text.length(), MOST_CHARACTERS);
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

    static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
