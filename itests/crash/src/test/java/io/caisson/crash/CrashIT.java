package io.caisson.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CI runs of {@code ./dev crash}; {@code ./dev test} prints the file. */
class CrashIT {
    private static final Path RESULT = Path.of("target/crash.txt");

    @TempDir
    private Path temp;

    @BeforeAll
    static void beginAnew() throws IOException {
        Files.deleteIfExists(RESULT);
    }

    private void run(String... choice) throws IOException {
        String[] args = {choice[0], choice[1], "--dir", temp.toString()};
        Crash.Result result = Crash.run(Options.parse(args));
        Files.writeString(
                RESULT,
                "crash " + String.join(" ", choice) + ": " + result.text() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertTrue(result.allWell(), result.text());
    }

    @Test
    @Fault({1, 2})
    void aHundredDeathsLoseNothingTellNothingTwiceAndLeaveNothing() throws IOException {
        run("--sample", "100");
    }

    @Test
    void threeHundredLivesLeaveNothing() throws IOException {
        run("--cycles", "300");
    }
}
