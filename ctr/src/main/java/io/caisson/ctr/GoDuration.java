package io.caisson.ctr;

import io.caisson.ctr.Options.UsageException;

/** Durations as Go's programs take them: {@code 1s}, {@code 1m30s}, {@code 250ms}, {@code 0}. Whole numbers only. */
final class GoDuration {
    private static final long LONGEST_MILLIS = 365L * 24 * 3600 * 1000;

    private GoDuration() {}

    /** {@return milliseconds, at most a year} */
    static long parseMillis(String text) throws UsageException {
        if (text.equals("0")) {
            return 0;
        }
        long total = 0;
        int i = 0;
        while (i < text.length()) {
            int digits = i;
            long number = 0;
            while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                number = Math.min(number * 10 + text.charAt(i++) - '0', LONGEST_MILLIS);
            }
            int unit = i;
            while (i < text.length() && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
                i++;
            }
            if (unit == digits || unit == i) {
                throw bad(text);
            }
            total = Math.min(total + number * unitMillis(text, text.substring(unit, i)), LONGEST_MILLIS);
        }
        if (i == 0) {
            throw bad(text);
        }
        return total;
    }

    private static long unitMillis(String text, String unit) throws UsageException {
        switch (unit) {
            case "ms":
                return 1;
            case "s":
                return 1000;
            case "m":
                return 60_000;
            case "h":
                return 3_600_000;
            default:
                throw bad(text);
        }
    }

    private static UsageException bad(String text) {
        return new UsageException(
                "invalid value \"" + text + "\" for flag -conn-timeout: expected a duration such as 1s");
    }
}
