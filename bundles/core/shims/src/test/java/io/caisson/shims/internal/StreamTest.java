package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.OutputListener;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that lead to a client's files and FIFOs. */
class StreamTest {
    private static final Kernel KERNEL = ShimHarness.KERNEL;
    private static final StreamTarget NULL = new StreamTarget.Null();

    @TempDir
    Path directory;

    private ShimHarness shims;

    @BeforeEach
    void open() {
        shims = new ShimHarness(directory);
    }

    @AfterEach
    void close() {
        shims.close();
    }

    private Path fifo(String name) {
        Path path = directory.resolve(name);
        KERNEL.makeFifo(path, 0600);
        return path;
    }

    private static StreamTarget client(Path path) {
        return new StreamTarget.ClientPath(path);
    }

    private static Fd reader(Path fifo) {
        return KERNEL.open(fifo, OpenFlags.O_NONBLOCK, 0);
    }

    /** {@return what comes until the other side has closed} */
    private static String readToEnd(Fd fd) {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        while (KERNEL.awaitReadable(fd, ShimHarness.deadline())) {
            int count = KERNEL.read(fd, buffer.clear());
            if (count == 0) {
                return text.toString();
            }
            text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        }
        throw new AssertionError("no end of file after: " + text);
    }

    @Test
    void theProcessHoldsTheClientsFifoItselfAndTheClientSeesTheEndWithTheShims() throws IOException {
        Path out = fifo("out");
        Path err = fifo("err");
        try (Fd outReader = reader(out);
                Fd errReader = reader(err)) {
            ShimProcess process = shims.launch(
                    new StdioRequest(NULL, client(out), client(err)),
                    "echo out; echo err >&2; readlink /proc/self/fd/1; ls -l /proc/$$/fd/1 | grep -c ' -> '" + out,
                    OutputListener.NONE);
            assertEquals(0, ShimHarness.exitOf(process).status().code());
            process.finish(ShimHarness.deadline());
            // readlink's own output is a FIFO as well: that it is this one, and no copy is made, shows here.
            assertEquals("out\n" + out.toRealPath() + "\n1\n", readToEnd(outReader));
            assertEquals("err\n", readToEnd(errReader));
        }
    }

    @Test
    void aReaderMayComeLate() throws Exception {
        Path out = fifo("out");
        CompletableFuture<ShimProcess> launching = CompletableFuture.supplyAsync(
                () -> shims.launch(new StdioRequest(NULL, client(out), NULL), "echo late", OutputListener.NONE));
        assertThrows(TimeoutException.class, () -> launching.get(300, TimeUnit.MILLISECONDS));
        try (Fd reader = reader(out)) {
            ShimProcess process = launching.get(20, TimeUnit.SECONDS);
            ShimHarness.exitOf(process);
            process.finish(ShimHarness.deadline());
            assertEquals("late\n", readToEnd(reader));
        }
    }

    @Test
    void aFifoThatNobodyReadsIsAnErrorAfterFifteenSecondsThatNamesIt() {
        Path out = fifo("out");
        long start = System.nanoTime();
        CaissonException failure = assertThrows(
                CaissonException.class,
                () -> shims.launch(new StdioRequest(NULL, client(out), NULL), "echo x", OutputListener.NONE));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertEquals(ErrorCode.FAILED_PRECONDITION, failure.code());
        assertEquals("shim.stream-unusable", failure.reason());
        assertEquals("open stdout " + out + " (no reader came in time): ENXIO", failure.getMessage());
        assertTrue(took.toSeconds() >= 15 && took.toSeconds() < 19, took.toString());
    }

    @Test
    void aPathThatDoesNotExistIsAnErrorThatNamesIt() {
        Path missing = directory.resolve("missing");
        CaissonException failure = assertThrows(
                CaissonException.class,
                () -> shims.launch(new StdioRequest(client(missing), NULL, NULL), "echo x", OutputListener.NONE));
        assertEquals("shim.stream-unusable", failure.reason());
        assertEquals("open stdin " + missing + ": ENOENT", failure.getMessage());
    }

    /** As containerd 0.2 does: no O_CREAT, O_TRUNC or O_APPEND, and each stream has its own offset. */
    @Test
    void aFileIsWrittenFromItsStartOverWhatItHolds() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "0123456789ABCDEF\n");
        ShimProcess process = shims.launch(
                new StdioRequest(NULL, client(file), client(file)), "echo out; echo err >&2", OutputListener.NONE);
        ShimHarness.exitOf(process);
        process.finish(ShimHarness.deadline());
        assertEquals("err\n456789ABCDEF\n", Files.readString(file));
    }

    /** The descriptor is the process's own: both streams append, and what stood there before stays. */
    @Test
    void aLogFileOfTheCallersIsMadeAndAppendedTo() throws IOException {
        Path file = directory.resolve("log");
        StreamTarget log = new StreamTarget.AppendedFile(file);
        for (int i = 0; i < 2; i++) {
            ShimProcess process = shims.launch(
                    new StdioRequest(NULL, log, log), "echo out; echo err >&2; echo again", OutputListener.NONE);
            assertEquals(0, ShimHarness.exitOf(process).status().code());
            process.finish(ShimHarness.deadline());
        }
        assertEquals("out\nerr\nagain\nout\nerr\nagain\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aLinkOrAFifoIsNoLogFile() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "keep");
        Path link = Files.createSymbolicLink(directory.resolve("link"), victim);
        for (Path path : new Path[] {link, fifo("pipe"), directory}) {
            StreamTarget log = new StreamTarget.AppendedFile(path);
            CaissonException failure = assertThrows(
                    CaissonException.class,
                    () -> shims.launch(new StdioRequest(NULL, log, NULL), "echo x", OutputListener.NONE));
            assertEquals("shim.stream-unusable", failure.reason());
        }
        assertEquals("keep", Files.readString(victim));
    }

    @Test
    void aFileIsReadAsStandardInput() throws IOException {
        Path in = Files.writeString(directory.resolve("in"), "content");
        Path out = Files.createFile(directory.resolve("out"));
        ShimProcess process = shims.launch(new StdioRequest(client(in), client(out), NULL), "cat", OutputListener.NONE);
        ShimHarness.exitOf(process);
        process.finish(ShimHarness.deadline());
        assertEquals("content", Files.readString(out));
    }

    @Test
    void theEndOfAClientsInputIsNoEndUntilStandardInputIsClosed() {
        Path in = fifo("in");
        ShimHarness.Output output = new ShimHarness.Output();
        ShimProcess process =
                shims.launch(new StdioRequest(client(in), new StreamTarget.Server(), NULL), "cat; echo end", output);
        for (String text : new String[] {"first\n", "second\n"}) {
            try (Fd writer = KERNEL.open(in, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, 0)) {
                KERNEL.write(writer, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
            output.awaitStdout(text);
        }
        assertFalse(ShimHarness.isDone(process.exited()));
        process.closeStdin();
        assertEquals(0, ShimHarness.exitOf(process).status().code());
        process.finish(ShimHarness.deadline());
        assertEquals("first\nsecond\nend\n", output.stdout());
    }

    @Test
    void aClientThatGoesAwayKillsNobodyAndMayComeAgain() {
        Path out = fifo("out");
        Path go = fifo("go");
        ShimProcess process;
        try (Fd first = reader(out)) {
            assertTrue(first.isOpen());
            process = shims.launch(
                    new StdioRequest(NULL, client(out), NULL), "read x <" + go + "; echo again", OutputListener.NONE);
        }
        try (Fd starter = KERNEL.open(go, OpenFlags.O_RDWR, 0)) {
            KERNEL.write(starter, ByteBuffer.wrap(new byte[] {'\n'}));
            assertEquals(0, ShimHarness.exitOf(process).status().code());
        }
        try (Fd second = reader(out)) {
            process.finish(Deadline.after(Duration.ofSeconds(5)));
            assertEquals("again\n", readToEnd(second));
        }
    }
}
