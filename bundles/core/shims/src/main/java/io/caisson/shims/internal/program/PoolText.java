package io.caisson.shims.internal.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The content of a place in the pool as it stands in a listing: text where it is text, else words. */
final class PoolText {
    private PoolText() {}

    static String of(byte[] pool, Cell cell, List<Integer> relocations) {
        int end = cell.offset() + cell.size();
        int used = end;
        while (used > cell.offset() && pool[used - 1] == 0) {
            used--;
        }
        if (used == cell.offset() && relocations.stream().noneMatch(at -> at >= cell.offset() && at < end)) {
            return cell.size() + " zero bytes";
        }
        return isText(pool, cell.offset(), used) ? quoted(pool, cell.offset(), used) : words(pool, cell, relocations);
    }

    private static boolean isText(byte[] pool, int from, int to) {
        if (to - from < 2) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (pool[i] >= 0 && pool[i] < ' ' || pool[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String quoted(byte[] pool, int from, int to) {
        String text = new String(pool, from, to - from, StandardCharsets.UTF_8);
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String words(byte[] pool, Cell cell, List<Integer> relocations) {
        ByteBuffer bytes = ByteBuffer.wrap(pool).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder();
        for (int at = cell.offset(); at < cell.offset() + cell.size(); at += Long.BYTES) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(relocations.contains(at) ? "&" + bytes.getLong(at) : hex(bytes.getLong(at)));
        }
        return text.toString();
    }

    private static String hex(long word) {
        return word == 0 ? "0" : String.format(Locale.ROOT, "%#x", word);
    }
}
