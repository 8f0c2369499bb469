package io.caisson.shell.internal.text;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments and durations as the shell reads and writes them. */
public final class Times {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern PARTS = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]{1,9}(?:ms|s|m|h)){1,4}");
    private static final Pattern SECONDS_ONLY = Pattern.compile("[0-9]{1,9}");

    private Times() {}

    /** {@return the moment as Go's RFC3339Nano in UTC: as many digits of the second as it needs} */
    public static String rfc3339Nano(Instant at) {
        if (at.getNano() == 0) {
            return SECONDS.format(at) + "Z";
        }
        String digits = String.format(Locale.ROOT, "%09d", at.getNano());
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return SECONDS.format(at) + "." + digits.substring(0, end) + "Z";
    }

    /**
     * {@return the moment that RFC 3339 text means}
     *
     * @throws CaissonException INVALID_ARGUMENT {@code time.invalid}
     */
    public static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "time.invalid",
                    "time must look like 2026-11-25T10:00:00Z, but is \"" + Printable.of(text) + "\"");
        }
    }

    /**
     * {@return the duration that a text means: {@code 10s}, {@code 1m30s}, {@code 250ms}, or a plain number of seconds}
     *
     * @throws CaissonException INVALID_ARGUMENT {@code duration.invalid}
     */
    public static Duration duration(String text) {
        if (SECONDS_ONLY.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        if (!DURATION.matcher(text).matches()) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "duration.invalid",
                    "duration must look like 10s, 1m30s or 250ms, but is \"" + Printable.of(text) + "\"");
        }
        Duration total = Duration.ZERO;
        Matcher parts = PARTS.matcher(text);
        while (parts.find()) {
            long number = Long.parseLong(parts.group(1));
            total = total.plus(
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        default -> Duration.ofHours(number);
                    });
        }
        return total;
    }
}
