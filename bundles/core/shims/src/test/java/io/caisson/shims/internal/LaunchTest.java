package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.runtime.RuntimeExitException;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Launching and ending, on the real kernel. */
class LaunchTest {
    private static final StdioRequest NONE =
            new StdioRequest(new StreamTarget.Null(), new StreamTarget.Null(), new StreamTarget.Null());

    @TempDir
    Path directory;

    private ShimHarness shims;
    private final ShimHarness.Output output = new ShimHarness.Output();

    @BeforeEach
    void open() {
        shims = new ShimHarness(directory);
    }

    @AfterEach
    void close() {
        shims.close();
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0, EXITED", "exit 7, 7, EXITED", "kill -9 $$, 137, SIGNALED", "kill -15 $$, 143, SIGNALED"})
    void theExitOfAProcessIsRecordedAsItWas(String script, int code, ExitStatus.Cause cause) {
        Instant before = Instant.now();
        ShimProcess process = shims.launch(NONE, script, output);
        ProcessExit exit = ShimHarness.exitOf(process);
        assertEquals(ProcessExit.Source.RECORD, exit.source());
        assertEquals(code, exit.status().code());
        assertEquals(cause, exit.status().cause());
        assertFalse(exit.status().finishedAt().isBefore(before.minusMillis(20)));
        assertFalse(exit.status().finishedAt().isAfter(Instant.now().plusMillis(20)));
        ProcessIdentity shim = process.shim().orElseThrow();
        process.finish(ShimHarness.deadline());
        assertFalse(ShimHarness.lives(shim));
        assertFalse(process.shimAlive());
        assertFalse(ShimHarness.isDone(process.shimLost()));
    }

    @Test
    void whatAProcessWritesComesToTheListenerAndIsNotMixed() {
        ShimProcess process = shims.launch(StdioRequest.LOGGED, "echo out; echo err >&2; echo more", output);
        ShimHarness.exitOf(process);
        process.finish(ShimHarness.deadline());
        assertEquals("out\nmore\n", output.stdout());
        assertEquals("err\n", output.stderr());
    }

    @Test
    void eightMegabytesWrittenJustBeforeTheExitAreNotLost() {
        int size = 8 << 20;
        ShimProcess process = shims.launch(StdioRequest.LOGGED, "head -c " + size + " /dev/zero | tr '\\0' x", output);
        ShimHarness.exitOf(process);
        process.finish(ShimHarness.deadline());
        byte[] bytes = output.bytes(OutputListener.Source.STDOUT);
        assertEquals(size, bytes.length);
        byte[] expected = new byte[size];
        Arrays.fill(expected, (byte) 'x');
        assertArrayEquals(expected, bytes);
    }

    @Test
    void standardInputIsWrittenAndClosed() {
        ShimProcess process = shims.launch(StdioRequest.INTERACTIVE, "cat; echo end", output);
        process.writeStdin(ByteBuffer.wrap("hello\n".getBytes(StandardCharsets.UTF_8)), ShimHarness.deadline());
        output.awaitStdout("hello\n");
        assertFalse(ShimHarness.isDone(process.exited()));
        process.closeStdin();
        assertEquals(0, ShimHarness.exitOf(process).status().code());
        process.finish(ShimHarness.deadline());
        assertEquals("hello\nend\n", output.stdout());
        CaissonException closed = assertThrows(
                CaissonException.class, () -> process.writeStdin(ByteBuffer.allocate(1), ShimHarness.deadline()));
        assertEquals("process.stdin-closed", closed.reason());
    }

    @Test
    void aProcessThatDoesNotReadItsInputHoldsTheWriterUpToTheDeadline() {
        ShimProcess process = shims.launch(StdioRequest.INTERACTIVE, "exec sleep 1000", output);
        CaissonException full = assertThrows(
                CaissonException.class,
                () -> process.writeStdin(ByteBuffer.allocate(4 << 20), Deadline.after(Duration.ofMillis(200))));
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, full.code());
    }

    @Test
    void aSignalReachesTheProcessUntilItHasEnded() {
        ShimProcess process = shims.launch(NONE, "exec sleep 1000", output);
        process.signal(15);
        assertEquals(143, ShimHarness.exitOf(process).status().code());
        CaissonException gone = assertThrows(CaissonException.class, () -> process.signal(15));
        assertEquals("process.gone", gone.reason());
    }

    @Test
    void theProcessInheritsNothingOfTheShimButItsStreams() {
        // ls has one more, for the directory; what signals are blocked or ignored is in its status
        ShimProcess process = shims.launch(
                StdioRequest.LOGGED,
                "ls /proc/self/fd | tr '\\n' ' '; grep -E 'Sig(Blk|Ign)' /proc/self/status",
                output);
        ShimHarness.exitOf(process);
        process.finish(ShimHarness.deadline());
        assertEquals("0 1 2 3 SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", output.stdout());
    }

    @Test
    void theShimIsNamedAndSmallAndHoldsOnlyWhatItNeeds() throws IOException {
        ShimProcess process = shims.launch(StdioRequest.INTERACTIVE, "exec sleep 1000", output);
        Path proc = Path.of("/proc", Long.toString(process.shim().orElseThrow().pid()));
        assertEquals("caisson-shim\n", Files.readString(proc.resolve("comm")));
        String[] title = Files.readString(proc.resolve("cmdline")).split("\0");
        assertEquals("caisson-shim", title[0]);
        assertEquals(List.of("/oci/bundle", "fake"), List.of(title[2], title[3]));
        List<String> numbers;
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            numbers = open.map(path -> path.getFileName().toString()).sorted().toList();
        }
        // null device, notices, control, record, children, timer, lock, keepers
        assertEquals(List.of("0", "1", "10", "2", "30", "31", "32", "4", "6", "7", "8", "9"), numbers);
        String memory = Files.readString(proc.resolve("smaps_rollup"));
        long kilobytes = field(memory, "Private_Clean")
                + field(memory, "Private_Dirty")
                + field(memory, "Shared_Clean")
                + field(memory, "Shared_Dirty");
        System.out.println(
                "Shim memory: " + "Rss " + field(memory, "Rss") + " KiB, Pss " + field(memory, "Pss") + " KiB");
        assertTrue(kilobytes <= 64, memory);
    }

    private static long field(String rollup, String name) {
        return rollup.lines()
                .filter(line -> line.startsWith(name + ':'))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCommandThatFailsLeavesNothingAndItsWordsAreHandedOn() {
        ShimRequest request = shims.request(
                shims.processDir(),
                List.of("/bin/sh", "-c", "echo reason >&2; exit 3"),
                StdioRequest.LOGGED,
                Optional.empty(),
                Optional.empty());
        RuntimeExitException failure = assertThrows(RuntimeExitException.class, () -> shims.launch(request, output));
        assertEquals(3 << 8, failure.waitStatus());
        assertEquals("reason\n", output.stderr());
        assertNoShim(request);
    }

    private static void assertNoShim(ShimRequest request) {
        Optional<ShimNote> note = new ProcessFiles(request.processDir()).shim();
        assertFalse(ShimHarness.lives(note.orElseThrow().shim()));
    }

    @Test
    void aCommandThatCannotBeExecutedIsNamed() {
        ShimRequest request = shims.request(
                shims.processDir(), List.of("/no/such/runtime", "create"), NONE, Optional.empty(), Optional.empty());
        CaissonException failure = assertThrows(CaissonException.class, () -> shims.launch(request, output));
        assertEquals("shim.runtime-not-executable", failure.reason());
        assertEquals("execute /no/such/runtime: ENOENT", failure.getMessage());
        assertNoShim(request);
    }

    @Test
    void aCommandThatHangsIsKilledWithAllItStarted() {
        Path pids = directory.resolve("pids");
        ShimRequest request = shims.request(
                shims.processDir(),
                List.of(
                        "/bin/sh",
                        "-c",
                        "echo $$ >>" + pids + "; setsid sh -c 'echo $$ >>" + pids + "; exec sleep 1000' & sleep 1000"),
                NONE,
                Optional.empty(),
                Optional.empty());
        CaissonException failure = assertThrows(
                CaissonException.class,
                () -> shims.manager().launch(request, output, Deadline.after(Duration.ofSeconds(1))));
        assertEquals("shim.timeout", failure.reason());
        assertNoShim(request);
        List<String> started = lines(pids);
        assertEquals(2, started.size());
        started.forEach(pid ->
                assertTrue(List.of("", "Z").contains(ShimHarness.state(Long.parseLong(pid))), "still there: " + pid));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCommandThatMakesNoProcessIsAFailure() {
        ShimRequest request =
                shims.request(shims.processDir(), List.of("/bin/true"), NONE, Optional.empty(), Optional.empty());
        CaissonException failure = assertThrows(CaissonException.class, () -> shims.launch(request, output));
        assertEquals("shim.failed", failure.reason());
        assertNoShim(request);
    }

    @Test
    void nothingLeaksInTheServerOverFiftyProcesses() throws IOException {
        runOne();
        ShimHarness.KERNEL.reapOrphans();
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            runOne();
        }
        ShimHarness.await(
                () -> descriptors() <= before, () -> "descriptors before: " + before + ", after: " + descriptors());
        assertEquals(
                0,
                ProcessHandle.current()
                        .children()
                        .filter(child -> "Z".equals(ShimHarness.state(child.pid())))
                        .count());
    }

    private void runOne() {
        ShimProcess process = shims.launch(StdioRequest.INTERACTIVE, "echo x", OutputListener.NONE);
        assertEquals(0, ShimHarness.exitOf(process).status().code());
        process.finish(ShimHarness.deadline());
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyAtOnceAreNotMixedUp() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> results = IntStream.range(0, 100)
                    .mapToObj(i -> threads.submit(() -> oneOfMany(i)))
                    .toList();
            for (int i = 0; i < results.size(); i++) {
                assertEquals("process " + i + "\n" + i, results.get(i).get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private String oneOfMany(int number) {
        ShimHarness.Output own = new ShimHarness.Output();
        ShimProcess process = shims.launch(StdioRequest.LOGGED, "echo process " + number + "; exit " + number, own);
        int code = ShimHarness.exitOf(process).status().code();
        process.finish(ShimHarness.deadline());
        return own.stdout() + code;
    }

    @Test
    void finishTwiceAndCloseAfterwardsDoNothing() {
        ShimProcess process = shims.launch(NONE, "exit 0", output);
        ShimHarness.exitOf(process);
        process.finish(ShimHarness.deadline());
        process.finish(ShimHarness.deadline());
        process.close();
        assertFalse(process.shimAlive());
    }
}
