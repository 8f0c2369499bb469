package io.caisson.logs.internal;

import static io.caisson.logs.internal.LogHarness.WEB;
import static io.caisson.logs.internal.LogHarness.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.error.CaissonException;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogStatus;
import io.caisson.api.log.LogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFilesTest {
    @TempDir
    Path dir;

    private LogHarness log;

    @BeforeEach
    void open() {
        log = new LogHarness(dir.resolve("containers"), 1 << 20, 3);
    }

    @Test
    void aLineHasTimeStreamAndTag() throws IOException {
        Instant before = Instant.now();
        try (LogWriter writer = log.create()) {
            write(writer, "text\nrest");
            write(writer, Source.STDERR, "bad\n");
        }
        List<String> lines = Files.readAllLines(log.file());
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z";
        assertTrue(lines.get(0).matches(time + " stdout F text"), lines.get(0));
        assertTrue(lines.get(1).matches(time + " stdout P rest"), lines.get(1));
        assertTrue(lines.get(2).matches(time + " stderr F bad"), lines.get(2));
        Instant told = Instant.parse(lines.get(0).substring(0, LineFormat.TIME_LENGTH));
        assertFalse(told.isBefore(before) || told.isAfter(Instant.now()), told.toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(log.file())));
    }

    @Test
    void aReaderGivesBackWhatWasWrittenAndFollows() {
        try (LogWriter writer = log.create();
                LogReader reader = log.logs.read(WEB, LogQuery.ALL)) {
            Collected collected = new Collected();
            assertFalse(reader.read(collected));
            write(writer, "one\ntw");
            write(writer, Source.STDERR, "err\n");
            write(writer, "o\n\nend");
            collected.readAll(reader);
            assertEquals("one\ntwo\n\nend", collected.stdout());
            assertEquals("err\n", collected.stderr());
            write(writer, " later");
            assertEquals("one\ntwo\n\nend later", collected.readAll(reader).stdout());
        }
    }

    @ParameterizedTest
    @CsvSource({"0,''", "1,'e'", "2,'d|e'", "4,'b|c|d|e'", "99,'a|b|c|d|e'"})
    void lastLinesAreCountedFromTheEndOverAllFiles(long lines, String expected) {
        log = new LogHarness(dir.resolve("small"), 100, 9);
        try (LogWriter writer = log.create()) {
            for (String line : "a b c d e".split(" ")) {
                write(writer, line + "\n");
            }
        }
        assertTrue(log.names().count() > 1, "one file");
        String text = log.read(LogQuery.ALL.withLastLines(lines)).stdout();
        assertEquals(expected, text.strip().replace('\n', '|'));
    }

    @Test
    void aLineInPartsIsOneLine() {
        try (LogWriter writer = log.create()) {
            write(writer, "a\n");
            write(writer, "long ");
            write(writer, "line\n");
            write(writer, "x".repeat(40_000) + "\n");
        }
        assertEquals(
                "long line\n" + "x".repeat(40_000) + "\n",
                log.read(LogQuery.ALL.withLastLines(2)).stdout());
    }

    @Test
    void oneStreamOrWhatIsYoungerCanBeAskedFor() throws Exception {
        try (LogWriter writer = log.create()) {
            write(writer, "old\n");
            write(writer, Source.STDERR, "old error\n");
            Instant between = Instant.now().plusNanos(1);
            while (!Instant.now().isAfter(between)) {
                Thread.onSpinWait();
            }
            write(writer, "new\n");
            assertEquals("new\n", log.read(LogQuery.ALL.withSince(between)).stdout());
            Collected errors =
                    log.read(LogQuery.ALL.withSources(Set.of(Source.STDERR)).withLastLines(1));
            assertEquals("old error\n", errors.stderr());
            assertEquals("", errors.stdout());
        }
    }

    @Test
    void aNewContainerOfTheSameIdBeginsAnew() {
        try (LogWriter writer = log.create()) {
            write(writer, "of the first\n");
        }
        try (LogWriter writer = log.create()) {
            write(writer, "of the second\n");
        }
        assertEquals("of the second\n", log.read().stdout());
        try (LogWriter writer = log.logs.reopen(WEB, LogRequest.DEFAULT)) {
            write(writer, "after a restart\n");
        }
        assertEquals("of the second\nafter a restart\n", log.read().stdout());
    }

    @Test
    void namesThatBeginAlikeAreApart() {
        log = new LogHarness(dir.resolve("alike"), 100, 9);
        ContainerId alike = new ContainerId("web.log.1");
        try (LogWriter writer = log.create();
                LogWriter other = log.logs.create(alike, LogRequest.DEFAULT)) {
            for (int i = 0; i < 5; i++) {
                write(writer, "ours " + i + "\n");
                write(other, "theirs " + i + "\n");
            }
        }
        log.logs.delete(WEB);
        try (LogReader reader = log.logs.read(alike, LogQuery.ALL)) {
            assertEquals(5, Collected.of(reader).stdout().lines().count());
        }
        assertEquals(new LogStatus(0, 0, 0), log.logs.status(WEB));
    }

    @Test
    void aLogThatIsNotThereIsNamed() {
        CaissonException missing = assertThrows(CaissonException.class, () -> log.read());
        assertEquals("log.missing", missing.reason());
        log.logs.delete(WEB);
    }

    @Test
    void aSettingThatCannotBeUsedChangesNothing() {
        log.logs.configure(Map.of("maxSize", "64k", "maxFiles", "2"));
        log.logs.configure(Map.of("maxSize", "1"));
        log.logs.configure(Map.of("maxFiles", "many"));
        try (LogWriter writer = log.create()) {
            for (int i = 0; i < 20; i++) {
                write(writer, "x".repeat(15_000) + "\n");
            }
            assertEquals(2, log.names().count());
            log.logs.configure(Map.of()); // at once, for the log that is open
            for (int i = 0; i < 100; i++) {
                write(writer, "x".repeat(15_000) + "\n");
            }
        }
        assertEquals(2, log.names().count());
        assertTrue(log.logs.status(WEB).bytes() > 1_500_000);
    }

    @Test
    void aContainerMayAskForItsOwnSizes() {
        LogRequest own = LogRequest.parse("file", Map.of("max-size", "64k", "max-file", "2"));
        try (LogWriter writer = log.logs.create(WEB, own)) {
            for (int i = 0; i < 20; i++) {
                write(writer, "x".repeat(15_000) + "\n");
            }
        }
        assertEquals(2, log.names().count());
        assertTrue(log.logs.status(WEB).bytes() <= 2 * 65_536);
    }
}
