package io.caisson.runc;

/** Text of a runtime made fit for a message: one line, no control characters, bounded. */
final class Words {
    private static final int LONGEST = 2048;

    private Words() {}

    /** {@return the text on one line, without blanks around it, at most 2048 characters} */
    static String oneLine(String text) {
        String stripped = text.strip();
        StringBuilder out = new StringBuilder();
        boolean blank = false;
        for (int i = 0; i < stripped.length() && out.length() < LONGEST; i++) {
            char c = stripped.charAt(i);
            if (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
                blank = true;
            } else {
                if (blank) {
                    out.append(' ');
                    blank = false;
                }
                appendSafely(out, c);
            }
        }
        return out.toString();
    }

    /** {@return the first bytes of an answer, quoted and escaped, for a message} */
    static String excerpt(byte[] answer) {
        int length = Math.min(answer.length, 256);
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < length; i++) {
            appendSafely(out, (char) (answer[i] & 0xff));
        }
        return out.append(length < answer.length ? "…\"" : "\"").toString();
    }

    private static void appendSafely(StringBuilder out, char c) {
        boolean invisible = c < 0x20 || c >= 0x7f && c < 0xa0 || Character.getType(c) == Character.FORMAT;
        if (invisible) {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }
}
