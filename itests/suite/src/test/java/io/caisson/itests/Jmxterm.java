package io.caisson.itests;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The JMX client for terminals, which knows nothing of us: what a person would type. */
final class Jmxterm {
    private Jmxterm() {}

    /** Runs a script; its first failing line ends it with a status that is not 0. */
    static Outcome run(CaissonServer server, String... lines) throws IOException {
        Path script = Files.createTempFile("caisson", ".jmx");
        try {
            Files.write(script, List.of(lines));
            return Outcome.of(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            System.getProperty("caisson.jmxterm"),
                            "-l",
                            server.jmxUrl(),
                            "-n",
                            "-e",
                            "-v",
                            "silent",
                            "-i",
                            script.toString()),
                    Duration.ofSeconds(60));
        } finally {
            Files.delete(script);
        }
    }
}
