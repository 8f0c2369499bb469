package io.caisson.logs.internal;

import static io.caisson.logs.internal.LogHarness.WEB;
import static io.caisson.logs.internal.LogHarness.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.LogRequest;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.log.LogWriter;
import io.caisson.api.log.PieceNote;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 1 MiB. Needs root. */
class LogFullDiskTest {
    private static final String LINE = "0123456789".repeat(9) + "abcde\n";

    @TempDir
    Path dir;

    private LogHarness log;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir.toString());
        log = new LogHarness(dir.resolve("containers"), 64 << 20, 3);
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", dir.toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
    }

    private Path fill() throws IOException {
        Path ballast = dir.resolve("ballast");
        try {
            Files.write(ballast, new byte[2 << 20]);
        } catch (IOException e) {
            return ballast; // as far as there was room
        }
        throw new AssertionError("the file system is larger than it should be");
    }

    @Fault(18)
    @Test
    void dropCountsWhatItDropsAndMarksItWhenThereIsRoomAgain() throws IOException {
        String piece = LINE.repeat(300);
        try (LogWriter writer = log.create()) {
            Path ballast = fill();
            int pieces = 0;
            while (pieces < 100) {
                assertTrue(writer.append(Source.STDOUT, bytes(piece), PieceNote.NONE), "drop never refuses");
                pieces++;
            }
            long dropped = writer.droppedBytes();
            assertTrue(dropped > 0, "the disk was not full");
            assertEquals(dropped, log.logs.status(WEB).droppedBytes());
            Files.delete(ballast);
            assertTrue(writer.append(Source.STDOUT, bytes("again\n"), PieceNote.NONE));
            assertEquals(dropped, writer.droppedBytes());

            Collected read = log.read();
            Matcher mark =
                    Pattern.compile("\\[caisson] … dropped (\\d+) bytes\n").matcher(read.stderr());
            assertTrue(mark.matches(), read.stderr());
            assertEquals(dropped, Long.parseLong(mark.group(1)));
            assertEquals(100L * piece.length() + "again\n".length(), read.bytes(Source.STDOUT).length + dropped);
            assertTrue(read.stdout().lines().allMatch(line -> (line + "\n").equals(LINE) || line.equals("again")));
        }
    }

    @Fault(18)
    @Test
    void blockTakesAllOfAPieceOrNothing() throws IOException {
        LogRequest block = LogRequest.parse("file", Map.of("when-full", "block"));
        String piece = LINE.repeat(300);
        try (LogWriter writer = log.logs.create(WEB, block)) {
            Path ballast = fill();
            int taken = 0;
            while (writer.append(Source.STDOUT, bytes(piece), PieceNote.NONE)) {
                taken++;
                assertTrue(taken < 100, "the disk is not full");
            }
            assertFalse(writer.append(Source.STDOUT, bytes(piece), PieceNote.NONE));
            Files.delete(ballast);
            assertTrue(writer.append(Source.STDOUT, bytes(piece), PieceNote.NONE));
            assertEquals(0, writer.droppedBytes());
            assertEquals(piece.repeat(taken + 1), log.read().stdout());
        }
    }
}
