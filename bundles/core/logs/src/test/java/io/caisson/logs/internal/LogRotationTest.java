package io.caisson.logs.internal;

import static io.caisson.logs.internal.LogHarness.WEB;
import static io.caisson.logs.internal.LogHarness.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.LogRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogWriter;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are changed by size, and files that others move, cut, replace or remove. */
class LogRotationTest {
    private static final int ROTATIONS = 1_000;
    private static final int LINES = 4 * ROTATIONS;

    @TempDir
    Path dir;

    /** Four lines to a file. */
    private LogHarness small(int maxFiles) {
        return new LogHarness(dir.resolve("containers"), 4 * line(0).length() + 4 * LineFormat.HEAD_LENGTH, maxFiles);
    }

    private static String line(int number) {
        return String.format("line %07d\n", number);
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> line(number).strip())
                .toList();
    }

    @Fault(51)
    @Test
    void aThousandRotationsLoseAndDoubleNoLineForAReaderThatFollows() throws Exception {
        LogHarness log = small(ROTATIONS);
        CompletableFuture<Collected> followed;
        try (LogWriter writer = log.create()) {
            followed = CompletableFuture.supplyAsync(() -> {
                Collected collected = new Collected();
                try (LogReader reader = log.logs.read(WEB, LogQuery.ALL)) {
                    long give = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                    while (collected.records < LINES && System.nanoTime() < give) {
                        collected.readAll(reader);
                    }
                }
                return collected;
            });
            for (int i = 0; i < LINES; i++) {
                write(writer, line(i));
            }
        }
        assertEquals(ROTATIONS, log.names().count());
        assertEquals(lines(LINES), log.read().stdout().lines().toList());
        Collected seen = followed.get(90, TimeUnit.SECONDS);
        assertEquals(0, seen.gap);
        assertEquals(LINES, seen.records);
        assertEquals(lines(LINES), seen.stdout().lines().toList());
    }

    @Test
    void onlyTheNewestFilesStay() {
        LogHarness log = small(3);
        try (LogWriter writer = log.create()) {
            for (int i = 0; i < 100; i++) {
                write(writer, line(i));
            }
        }
        assertEquals(3, log.names().count());
        assertEquals(lines(100).subList(88, 100), log.read().stdout().lines().toList());
        assertEquals(3, log.logs.status(WEB).files());
        log.logs.delete(WEB);
        assertEquals(0, log.names().count());
    }

    @Fault(50)
    @Test
    void aReaderThatComesTooLateIsToldExactlyWhatItMissed() {
        LogHarness log = small(2);
        try (LogWriter writer = log.create();
                LogReader reader = log.logs.read(WEB, LogQuery.ALL)) {
            write(writer, line(0));
            Collected collected = Collected.of(reader);
            for (int i = 1; i < 1000; i++) {
                write(writer, line(i));
            }
            collected.readAll(reader);
            assertEquals(1, collected.gaps);
            long perLine = line(0).length() + LineFormat.HEAD_LENGTH;
            assertEquals(1000, collected.records + collected.gap / perLine);
            assertEquals(0, collected.gap % perLine);
            assertTrue(collected.stdout().endsWith(line(999)));
        }
    }

    @Test
    void orderSurvivesARestart() {
        LogHarness log = small(100);
        for (int start = 0; start < 60; start += 6) {
            try (LogWriter writer = start == 0 ? log.create() : log.logs.reopen(WEB, LogRequest.DEFAULT)) {
                for (int i = start; i < start + 6; i++) {
                    write(writer, line(i));
                }
            }
        }
        assertEquals(lines(60), log.read().stdout().lines().toList());
    }

    /** Writes until the text is in the log, which must be within a second. */
    private static void assertBackWithinASecond(LogWriter writer, Supplier<String> text) {
        long begin = System.nanoTime();
        while (!text.get().contains("back")) {
            assertTrue(System.nanoTime() - begin < Duration.ofSeconds(1).toNanos(), "not back within a second");
            write(writer, "back\n");
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Fault(51)
    @Test
    void aFileThatIsRemovedMovedOrCutIsWrittenAnew() throws Exception {
        LogHarness log = new LogHarness(dir.resolve("containers"), 1 << 20, 3);
        try (LogWriter writer = log.create();
                LogReader reader = log.logs.read(WEB, LogQuery.ALL)) {
            write(writer, "first\n");
            Collected collected = Collected.of(reader);
            Files.delete(log.file());
            assertBackWithinASecond(writer, () -> textOf(log.file()));

            Files.move(log.file(), dir.resolve("aside"));
            assertBackWithinASecond(writer, () -> textOf(log.file()));

            Files.writeString(log.file(), "", StandardOpenOption.TRUNCATE_EXISTING);
            assertBackWithinASecond(writer, () -> textOf(log.file()));
            assertTrue(textOf(log.file()).matches("(?s)2.*"), "a hole where it was cut");

            collected.readAll(reader);
            assertTrue(collected.stdout().endsWith("back\n"), "a reader lost the way");
        }
    }

    @Fault(51)
    @Test
    void aDirectoryThatIsGoneIsMadeAgain() throws Exception {
        LogHarness log = new LogHarness(dir.resolve("containers"), 1 << 20, 3);
        try (LogWriter writer = log.create()) {
            write(writer, "first\n");
            Files.delete(log.file());
            Files.delete(log.directory);
            assertBackWithinASecond(writer, () -> textOf(log.file()));
        }
    }

    @Fault(51)
    @Test
    void aLinkInPlaceOfTheLogIsNeverFollowed() throws Exception {
        LogHarness log = new LogHarness(dir.resolve("containers"), 1 << 20, 3);
        Path victim = Files.writeString(dir.resolve("victim"), "keep");
        Files.createSymbolicLink(log.file(), victim);
        assertThrows(CaissonException.class, () -> log.logs.reopen(WEB, LogRequest.DEFAULT));
        assertThrows(CaissonException.class, () -> log.logs.read(WEB, LogQuery.ALL));
        Files.delete(log.file());

        try (LogWriter writer = log.create()) {
            write(writer, "first\n");
            Files.delete(log.file());
            Files.createSymbolicLink(log.file(), victim);
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (writer.droppedBytes() == 0) { // what comes meanwhile goes into the file that was removed
                assertTrue(System.nanoTime() < end, "the link is not noticed");
                write(writer, "lost\n");
            }
            assertEquals("keep", Files.readString(victim));
            Files.delete(log.file());
            assertBackWithinASecond(writer, () -> textOf(log.file()));
            assertTrue(
                    log.read().stderr().contains("dropped 5 bytes"), log.read().stderr());
            assertFalse(Files.isSymbolicLink(log.file()));
        }
    }
}
