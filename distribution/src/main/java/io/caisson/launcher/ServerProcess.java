package io.caisson.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process a server is, as its lock file tells: a pid alone may be somebody else's by now.
 *
 * @param pid as seen in the pid namespace of the server
 * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks since boot (proc(5))
 */
record ServerProcess(long pid, long startTicks) {
    private static final int START_TICKS_AFTER_NAME = 19;

    static ServerProcess self() throws IOException {
        long pid = ProcessHandle.current().pid();
        return new ServerProcess(pid, startTicks(pid).orElseThrow(() -> new IOException("cannot read /proc/" + pid)));
    }

    String format() {
        return pid + " " + startTicks + "\n";
    }

    /** {@return the process the lock file names; empty if there is none or it names none} */
    static Optional<ServerProcess> read(Path lockFile) {
        try {
            String[] words = Files.readString(lockFile).strip().split(" ");
            return Optional.of(new ServerProcess(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return startTicks(pid).filter(ticks -> ticks == startTicks).isPresent();
    }

    private static Optional<Long> startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The command name is field 2, in parentheses, and may itself contain spaces and parentheses.
            String[] fromField3 = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(Long.parseLong(fromField3[START_TICKS_AFTER_NAME]));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
