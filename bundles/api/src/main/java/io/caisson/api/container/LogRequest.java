package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What becomes of the output of a container's init, besides what attached clients see. Immutable.
 *
 * @param driver who keeps it
 * @param whenFull what happens while the disk takes nothing; counts with {@link Driver#FILE}
 * @param maxBytes size at which the log's file is changed for a new one, at least {@value #LEAST_BYTES}; empty means the
 *     server's setting; counts with {@link Driver#FILE}
 * @param maxFiles most files of the log, the one being written included, 2 to {@value #MOST_FILES}; empty means the
 *     server's setting; counts with {@link Driver#FILE}
 * @param path absolute; given exactly with {@link Driver#DIRECT}
 */
public record LogRequest(
        Driver driver, WhenFull whenFull, OptionalLong maxBytes, OptionalInt maxFiles, Optional<Path> path) {
    /** Smallest size at which files are changed. */
    public static final long LEAST_BYTES = 64 * 1024;

    /** Fewest files of one log: else each change would lose everything. */
    public static final int LEAST_FILES = 2;

    /** Most files of one log. */
    public static final int MOST_FILES = 1000;

    /** The server's own file, nothing blocks. */
    public static final LogRequest DEFAULT =
            new LogRequest(Driver.FILE, WhenFull.DROP, OptionalLong.empty(), OptionalInt.empty(), Optional.empty());

    /** Who keeps the output. No driver names a program. */
    public enum Driver {
        /** The server, in files of its own, line by line with time and stream. */
        FILE,
        /** Nobody. */
        NONE,
        /** The process itself writes into a file of the caller's; the server sees none of it. Not with a terminal. */
        DIRECT
    }

    /** What happens while the disk takes nothing. */
    public enum WhenFull {
        /** What cannot be written is dropped, counted, and marked in the log later. */
        DROP,
        /** The container waits as soon as its pipe is full. */
        BLOCK
    }

    /** @throws CaissonException INVALID_ARGUMENT {@code log.option-invalid} */
    public LogRequest {
        if (maxBytes.isPresent() && maxBytes.getAsLong() < LEAST_BYTES) {
            throw invalid("max-size must be at least " + LEAST_BYTES + " bytes");
        }
        if (maxFiles.isPresent() && (maxFiles.getAsInt() < LEAST_FILES || maxFiles.getAsInt() > MOST_FILES)) {
            throw invalid("max-file must be " + LEAST_FILES + " to " + MOST_FILES);
        }
        if (path.isPresent() != (driver == Driver.DIRECT)) {
            throw invalid("path must be given with the driver direct, and with no other");
        }
        if (path.isPresent() && !path.get().isAbsolute()) {
            throw invalid("path must be absolute");
        }
    }

    /**
     * {@return what a driver's name and its options say, as users write them}
     *
     * @param driver {@code file}, {@code none} or {@code direct}
     * @param options {@code max-size} (bytes, or with k, m or g for powers of 1024), {@code max-file}, {@code when-full}
     *     ({@code drop} or {@code block}), {@code path}
     * @throws CaissonException INVALID_ARGUMENT {@code log.option-invalid}
     */
    public static LogRequest parse(String driver, Map<String, String> options) {
        Driver chosen = word(Driver.class, "the log driver", driver);
        WhenFull whenFull = WhenFull.DROP;
        OptionalLong maxBytes = OptionalLong.empty();
        OptionalInt maxFiles = OptionalInt.empty();
        Optional<Path> path = Optional.empty();
        for (Map.Entry<String, String> option : options.entrySet()) {
            String value = option.getValue();
            if (chosen == Driver.NONE
                    || (chosen == Driver.DIRECT && !option.getKey().equals("path"))) {
                throw invalid("the driver " + driver + " has no option " + Printable.quoted(option.getKey()));
            }
            switch (option.getKey()) {
                case "when-full" -> whenFull = word(WhenFull.class, "when-full", value);
                case "max-size" -> maxBytes = OptionalLong.of(bytes(value));
                case "max-file" -> maxFiles = OptionalInt.of((int) number("max-file", value, MOST_FILES));
                case "path" -> path = Optional.of(path(value));
                default ->
                    throw invalid("there is no option " + Printable.quoted(option.getKey())
                            + ", but max-size, max-file, when-full and path");
            }
        }
        return new LogRequest(chosen, whenFull, maxBytes, maxFiles, path);
    }

    private static <E extends Enum<E>> E word(Class<E> type, String what, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw invalid(what + " must be "
                + Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" or "))
                + ", but is " + Printable.quoted(value));
    }

    private static long bytes(String value) {
        int shift = value.isEmpty() ? -1 : "kmg".indexOf(Character.toLowerCase(value.charAt(value.length() - 1)));
        String digits = shift < 0 ? value : value.substring(0, value.length() - 1);
        long unit = 1L << (10 * (shift + 1));
        return number("max-size", digits, Long.MAX_VALUE / unit) * unit;
    }

    private static long number(String what, String value, long most) {
        if (value.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(value);
            if (number <= most) {
                return number;
            }
        }
        throw invalid(what + " is no number that can be used: " + Printable.quoted(value));
    }

    private static Path path(String value) {
        if (value.isEmpty() || value.indexOf('\0') >= 0) {
            throw invalid("path is no path");
        }
        return Path.of(value);
    }

    private static CaissonException invalid(String what) {
        return new CaissonException(ErrorCode.INVALID_ARGUMENT, "log.option-invalid", "log: " + what);
    }
}
