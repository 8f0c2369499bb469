package io.caisson.bench;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Where it was measured: what a reader needs to compare two tables. */
final class Machine {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Machine() {}

    /** {@return the path of a program in PATH} */
    static Path program(String name) {
        for (String directory : System.getenv("PATH").split(":")) {
            Path program = Path.of(directory, name);
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return program;
            }
        }
        throw new IllegalStateException(name + " is not installed.");
    }

    /** @param workDir its file system is named, since every step of a container is put on disk there */
    static String describe(Path workDir, Path runc) {
        try {
            return String.join(
                    "\n",
                    "- " + LocalDate.now(ZoneOffset.UTC) + ", "
                            + Runtime.getRuntime().availableProcessors() + " CPUs, "
                            + line(Path.of("/proc/cpuinfo"), "model name") + ", "
                            + line(Path.of("/proc/meminfo"), "MemTotal"),
                    "- Linux " + System.getProperty("os.version") + ", Java " + Runtime.version() + ", "
                            + firstLine(runc.toString(), "--version") + ", state and journal on "
                            + Files.getFileStore(workDir).type(),
                    "- " + firstLine(CaissonServer.home().resolve("bin/caisson").toString(), "--version"),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(String... command) {
        return Outcome.of(List.of(command), LIMIT).ok().lines().findFirst().orElse("");
    }

    private static String line(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** {@return processes that want a CPU, over the last minute; what we do ourselves counts} */
    static double load() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
