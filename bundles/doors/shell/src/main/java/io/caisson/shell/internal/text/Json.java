package io.caisson.shell.internal.text;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Writes maps, lists, texts, numbers and booleans as JSON (RFC 8259); control characters escaped. */
public final class Json {
    private static final String INDENT = "  ";

    private Json() {}

    /** {@return on one line, without a line feed} */
    public static String line(Object value) {
        return write(new StringBuilder(), value, -1).toString();
    }

    /** {@return indented for people, with a line feed at the end} */
    public static String pretty(Object value) {
        return write(new StringBuilder(), value, 0).append('\n').toString();
    }

    private static StringBuilder write(StringBuilder out, Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            return object(out, map, depth);
        }
        if (value instanceof Collection<?> list) {
            return array(out, list, depth);
        }
        if (value instanceof Number || value instanceof Boolean || value == null) {
            return out.append(value);
        }
        return text(out, value.toString());
    }

    private static StringBuilder object(StringBuilder out, Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            return out.append("{}");
        }
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            newLine(out, depth, 1);
            text(out, entry.getKey().toString()).append(depth < 0 ? ":" : ": ");
            write(out, entry.getValue(), depth < 0 ? depth : depth + 1);
            separator = ",";
        }
        newLine(out, depth, 0);
        return out.append('}');
    }

    private static StringBuilder array(StringBuilder out, Collection<?> list, int depth) {
        Iterator<?> items = list.iterator();
        if (!items.hasNext()) {
            return out.append("[]");
        }
        out.append('[');
        while (items.hasNext()) {
            newLine(out, depth, 1);
            write(out, items.next(), depth < 0 ? depth : depth + 1);
            out.append(items.hasNext() ? "," : "");
        }
        newLine(out, depth, 0);
        return out.append(']');
    }

    private static void newLine(StringBuilder out, int depth, int more) {
        if (depth >= 0) {
            out.append('\n').append(INDENT.repeat(depth + more));
        }
    }

    private static StringBuilder text(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20
                            || c == 0x7f
                            || (c >= 0x80 && !Printable.of(String.valueOf(c)).equals(String.valueOf(c)))) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"');
    }
}
