package io.caisson.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What we need of {@code /proc/PID/stat} (proc(5)).
 *
 * @param state field 3, {@code Z} for a zombie
 * @param session field 6
 * @param startTicks field 22, clock ticks since boot
 * @param waitStatus field 52, meant only for a zombie; empty where the kernel has none
 */
record ProcStat(char state, long session, long startTicks, OptionalInt waitStatus) {
    private static final int FIRST_FIELD = 3;
    private static final int WAIT_STATUS = 52;

    /** {@return the fields; empty if nobody has that pid} */
    static Optional<ProcStat> read(long pid) {
        try {
            // The command's bytes are the process's own, in no charset.
            return Optional.of(
                    parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(Path.of("/proc", Long.toString(pid)))) {
                return Optional.empty(); // it went between open and read: ESRCH
            }
            throw new UncheckedIOException(e);
        }
    }

    static ProcStat parse(String line) {
        // The command stands in parentheses and may hold any of them: only the last one closes it.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return new ProcStat(
                fields[3 - FIRST_FIELD].charAt(0),
                Long.parseLong(fields[6 - FIRST_FIELD]),
                Long.parseLong(fields[22 - FIRST_FIELD]),
                fields.length > WAIT_STATUS - FIRST_FIELD
                        ? OptionalInt.of(Integer.parseInt(fields[WAIT_STATUS - FIRST_FIELD].strip()))
                        : OptionalInt.empty());
    }
}
