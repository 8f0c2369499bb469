package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that people type into a JMX client, read for what it means. Clients differ in which of null, an empty text,
 * {@code -} and {@code default} a user can type, so all four mean the default. JConsole fills a field with the name of
 * its type; a click too early must not become a container of the name {@code String}.
 */
final class Arguments {
    private static final Set<String> DEFAULTS = Set.of("", "-", "default");
    private static final Pattern FILL_IN = Pattern.compile("String|java\\.lang\\.String|p[0-9]|0");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9A-Fa-f]{4})");

    private Arguments() {}

    static boolean isDefault(String text) {
        return text == null || DEFAULTS.contains(text.strip());
    }

    static ContainerId id(String text) {
        return new ContainerId(required("id", text));
    }

    /** {@return the process meant; init by default} */
    static ProcessId process(String text) {
        return isDefault(text) ? ProcessId.INIT : new ProcessId(required("processId", text));
    }

    /** {@return the signal meant; SIGTERM by default} */
    static Signal signal(String text) {
        return isDefault(text) ? Signal.TERM : Signal.parse(required("signal", text));
    }

    static Path path(String name, String text) {
        String path = unescaped(required(name, text));
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw Errors.invalid("argument.path-invalid", name + " is no path: " + Printable.quoted(path));
        }
    }

    /** {@return the duration meant} Plain numbers are seconds. */
    static Duration duration(String name, String text, Duration byDefault) {
        if (isDefault(text)) {
            return byDefault;
        }
        Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw Errors.invalid(
                    "argument.duration-invalid",
                    name + " must be like 10s, 500ms or plain seconds, but is " + Printable.quoted(text));
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        return switch (unit == null ? "s" : unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    /** {@return the text, which must be given and must not be what the client filled in} */
    static String required(String name, String text) {
        if (isDefault(text)) {
            throw Errors.invalid("argument.missing", name + " must be given");
        }
        String stripped = text.strip();
        if (FILL_IN.matcher(stripped).matches() && !(name.equals("signal") && stripped.equals("0"))) {
            throw Errors.invalid(
                    "argument.fill-in",
                    name + " is " + Printable.quoted(stripped)
                            + ", which a client fills in by itself; type what you mean");
        }
        return stripped;
    }

    /** {@return the text with {@code \}{@code uXXXX} read, since jmxterm cuts at spaces, {@code &&} and {@code #}} */
    static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(match.group(1), 16))));
    }
}
