package io.caisson.supervisor.internal;

import io.caisson.api.container.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Why a process does not die, as /proc tells it.
 *
 * @param letter of proc(5): D, Z, T, ...
 * @param where the kernel's function it sleeps in; empty if it does not tell
 */
record SchedulingState(char letter, String where) {
    private static final int START_TICKS = 19; // of the fields after the name

    /** {@return empty when it is gone, or somebody else has its pid} */
    static Optional<SchedulingState> of(ProcessIdentity process) {
        Path directory = Path.of("/proc", Long.toString(process.pid()));
        try {
            // The name may have any byte in it, also spaces and parentheses.
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[START_TICKS]) == process.startTicks()
                    ? Optional.of(new SchedulingState(fields[0].charAt(0), wchan(directory)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String wchan(Path directory) {
        try {
            String name = Files.readString(directory.resolve("wchan"), StandardCharsets.ISO_8859_1);
            return name.equals("0") ? "" : name;
        } catch (IOException e) { // not everybody may read it
            return "";
        }
    }

    /** {@return for people, such as {@code in state D (uninterruptible or frozen) in __refrigerator}} */
    String text() {
        String word = switch (letter) {
            case 'D' -> " (uninterruptible or frozen)";
            case 'Z' -> " (ended, and not reaped: its shim does not run)";
            case 'T', 't' -> " (stopped)";
            default -> "";
        };
        return "in state " + letter + word + (where.isEmpty() ? "" : " in " + where);
    }
}
