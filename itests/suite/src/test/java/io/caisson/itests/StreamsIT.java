package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.Fault;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input, output, terminals, exit codes and logs, through the packaged {@code ctr}. */
class StreamsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    private static Path temp;

    private static Path ociBundle;
    private static CaissonServer server;
    private static JmxClient jmx;

    private LeakCheck leaks;

    @BeforeAll
    static void startServer() {
        ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("true"));
        server = CaissonServer.in(temp).start();
        jmx = JmxClient.of(server);
    }

    @AfterAll
    static void endServer() {
        jmx.close();
        server.close();
    }

    @BeforeEach
    void countBefore() {
        leaks = LeakCheck.of(server);
    }

    @AfterEach
    void nothingIsLeft() {
        for (String id : server.ctrOk("list", "-q").lines().toList()) {
            server.ctrOk("delete", "-f", id);
        }
        leaks.assertNone();
    }

    private static void program(boolean terminal, String... args) throws Exception {
        Files.writeString(ociBundle.resolve("config.json"), OciBundles.config(terminal, args));
    }

    /** Starts a container that sleeps, for execs. */
    private static void sleeper() throws Exception {
        program(false, "sleep", "600");
        server.ctrOk("run", "-d", "c", ociBundle.toString());
    }

    private static Outcome sh(String script, List<String> command) {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", script));
        shell.addAll(command);
        return Outcome.of(shell, LIMIT);
    }

    private static String quoted(List<String> command) {
        return command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** Runs a command on a terminal of 33 rows and 101 columns, with what a shell script writes as its keys. */
    private static String onTerminal(String keys, List<String> command) {
        String inside = "stty rows 33 cols 101; " + quoted(command);
        Outcome outcome =
                Outcome.of(List.of("bash", "-c", "(" + keys + ") | script -qec \"$0\" /dev/null", inside), LIMIT);
        return outcome.ok();
    }

    @Test
    void execTakesInputAndItsEnd() throws Exception {
        sleeper();

        Outcome outcome = sh("echo x | \"$0\" \"$@\"", server.ctrCommand("exec", "-i", "c", "--", "cat"));

        assertEquals("x\n", outcome.ok());
    }

    @Test
    void eightMebibytesGoThroughExecUnchanged() throws Exception {
        sleeper();
        byte[] bytes = new byte[8 * MEBIBYTE];
        new Random(7).nextBytes(bytes);
        Path in = Files.write(temp.resolve("in"), bytes);
        Path out = temp.resolve("out");

        sh("exec \"$0\" \"$@\" < " + in + " > " + out, server.ctrCommand("exec", "-i", "c", "--", "cat"))
                .ok();

        assertArrayEquals(bytes, Files.readAllBytes(out));
    }

    @Test
    void standardOutputAndErrorStayApart() throws Exception {
        program(false, "sh", "-c", "echo to-out; echo to-err >&2");

        Outcome run = server.ctr("run", "c", ociBundle.toString());

        assertEquals("to-out\n", run.out());
        assertEquals("to-err\n", run.err());
        assertEquals(0, run.status());
    }

    @Test
    void withoutInteractiveThereIsNoInput() throws Exception {
        sleeper();

        assertEquals(
                "",
                sh("echo x | \"$0\" \"$@\"", server.ctrCommand("exec", "c", "--", "cat"))
                        .ok());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 0                  | 0",
                "exit 7                  | 7",
                "exit 255                | 255",
                "kill -9 $$              | 137",
                "kill -TERM $$           | 143",
            })
    void execExitsAsItsProgramDoes(String script, int status) throws Exception {
        sleeper();

        assertEquals(status, server.ctr("exec", "c", "--", "sh", "-c", script).status());
    }

    @Test
    void runExitsAsItsProgramDoes() throws Exception {
        for (int status : new int[] {0, 7}) {
            program(false, "sh", "-c", "exit " + status);
            assertEquals(
                    status, server.ctr("run", "--rm", "c", ociBundle.toString()).status());
            JmxClient.await("it is deleted", () -> !jmx.exists("c"));
        }
        program(false, "sleep", "600");
        Process run = new ProcessBuilder(server.ctrCommand("run", "c", ociBundle.toString()))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("run").toFile())
                .start();
        JmxClient.await(
                "it runs", () -> jmx.invoke("type=Containers", "list", "id=c").contains("RUNNING"));
        jmx.container("c", "kill", "KILL");
        assertTrue(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(137, run.exitValue());
    }

    @ParameterizedTest
    @CsvSource({"no-such-program, 127", "/etc/passwd, 126", "/bin, 126"})
    void aProgramThatCannotBeExecutedIsToldAsShellsDo(String program, int status) throws Exception {
        sleeper();

        Outcome exec = server.ctr("exec", "c", "--", program);
        program(false, program);
        Outcome run = server.ctr("run", "other", ociBundle.toString());

        assertEquals(status, exec.status(), exec.err());
        assertEquals(status, run.status(), run.err());
        assertFalse(jmx.exists("other"), "a container that could not start is left");
    }

    @Test
    void aTerminalHasTheSizeOfTheCallersAndTakesItsKeys() throws Exception {
        sleeper();

        String told = onTerminal(
                "sleep 2; echo word; sleep 1",
                server.ctrCommand("exec", "-it", "c", "--", "sh", "-c", "tty; stty size; read line; echo got $line"));

        assertTrue(told.matches("(?s)/dev/pts/0\r+\n33 101\r+\n.*got word\r\n"), told);
    }

    @Test
    void runWithATerminalIsOnOne() throws Exception {
        program(true, "sh", "-c", "stty size; test -t 0 && test -t 1 && test -t 2 && echo three");

        String told = onTerminal("sleep 2", server.ctrCommand("run", "-t", "c", ociBundle.toString()));

        assertTrue(told.matches("33 101\r+\nthree\r+\n"), told); // the outer terminal is not raw without -i
    }

    @Test
    void theLogHoldsAllThatWasWrittenAndItsEndCanBeAskedFor() throws Exception {
        program(false, "sh", "-c", "for i in 1 2 3 4 5; do echo line $i; done; echo last >&2");
        server.ctrOk("run", "-d", "c", ociBundle.toString());
        jmx.awaitExit("c");

        Outcome log = server.ctr("logs", "c");
        assertEquals("line 1\nline 2\nline 3\nline 4\nline 5\n", log.out());
        assertEquals("last\n", log.err());
        List<String> stored = Files.readAllLines(Path.of((String) jmx.containerAttribute("c", "LogFile")));
        assertEquals(6, stored.size());
        for (String line : stored) {
            assertTrue(line.matches("[0-9T:.-]{29}Z (stdout F line [1-5]|stderr F last)"), line);
        }
        assertEquals("line 4\nline 5\n", server.ctrOk("logs", "--stdout", "-n", "2", "c"));
        assertEquals("", server.ctrOk("logs", "-n", "0", "c"));
        assertTrue(server.ctrOk("logs", "-t", "c").matches("(?s)[0-9T:.-]{29}Z line 1\n.*"));
        assertEquals("", server.ctrOk("logs", "--since", "2100-01-01T00:00:00Z", "c"));
    }

    @Test
    void followingALogEndsWithTheContainer() throws Exception {
        program(false, "sh", "-c", "echo first; while [ ! -e /tmp/go ]; do sleep 0.1; done; echo second");
        server.ctrOk("run", "-d", "c", ociBundle.toString());
        Path out = temp.resolve("followed");
        Process follow = new ProcessBuilder(server.ctrCommand("logs", "-f", "c"))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .start();
        JmxClient.await("the first line", () -> out.toFile().length() == "first\n".length());

        server.ctrOk("exec", "c", "--", "touch", "/tmp/go");

        assertTrue(follow.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "logs -f goes on after the end");
        assertEquals(0, follow.exitValue());
        assertEquals("first\nsecond\n", Files.readString(out));
    }

    @Test
    void followingALogEndsWhenTheContainerIsDeletedOrTheCallerGoes() throws Exception {
        program(false, "sh", "-c", "echo first; exec sleep 600");
        server.ctrOk("run", "-d", "c", ociBundle.toString());
        Process first = follower("first");
        Process second = follower("second");
        second.destroyForcibly(); // LeakCheck sees whether the server lets go of it
        assertTrue(second.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));

        server.ctrOk("delete", "-f", "c");

        assertTrue(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "logs -f goes on after the delete");
        assertEquals(0, first.exitValue());
    }

    /** {@return a process that has shown the first line of the log} */
    private static Process follower(String name) throws Exception {
        Path out = temp.resolve(name);
        Process process = new ProcessBuilder(server.ctrCommand("logs", "-f", "c"))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(new File("/dev/null"))
                .start();
        JmxClient.await(name + " has its first line", () -> out.toFile().length() > 0);
        return process;
    }

    @Test
    void tenMebibytesWrittenJustBeforeTheExitAreAllInTheLog() throws Exception {
        program(false, "sh", "-c", "yes 0123456789abcde | head -c " + 10 * MEBIBYTE);
        server.ctrOk("run", "-d", "c", ociBundle.toString());

        assertEquals(0, jmx.awaitExit("c"));

        String log = server.ctrOk("logs", "c");
        assertEquals(10 * MEBIBYTE, log.length());
        assertEquals(
                10 * MEBIBYTE / 16,
                log.lines().filter("0123456789abcde"::equals).count());
    }

    /** Numbered lines into files of 64 KiB, some forty of them, while one reader follows. */
    @Fault(51)
    @Test
    void rotationLosesNoLine() throws Exception {
        program(false, "sh", "-c", "i=0; while [ $i -lt 40000 ]; do echo line $i; i=$((i+1)); done");
        server.ctrOk("run", "-d", "--log-opt", "max-size=64k", "--log-opt", "max-file=100", "c", ociBundle.toString());
        String followed = server.ctrOk("logs", "-f", "c");
        String wanted =
                IntStream.range(0, 40_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

        assertEquals(0, jmx.awaitExit("c"));

        assertEquals(wanted.length(), followed.length());
        assertTrue(wanted.equals(followed), "the follower saw other lines");
        assertTrue(wanted.equals(server.ctrOk("logs", "c")), "the log has other lines");
    }

    @Test
    void aContainerMayWriteToAFileItselfOrKeepNoLog() throws Exception {
        program(false, "sh", "-c", "echo out; echo err >&2");
        Path file = temp.resolve("direct.log");

        server.ctrOk("run", "-d", "--log-driver", "direct", "--log-opt", "path=" + file, "c", ociBundle.toString());
        jmx.awaitExit("c");
        server.ctrOk("run", "-d", "--log-driver", "none", "other", ociBundle.toString());
        jmx.awaitExit("other");

        assertEquals("out\nerr\n", Files.readString(file));
        assertEquals(file.toString(), jmx.containerAttribute("c", "LogFile"));
        assertEquals("", jmx.containerAttribute("other", "LogFile"));
        assertEquals(3, server.ctr("logs", "other").status());
    }
}
