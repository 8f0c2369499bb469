package io.caisson.logs.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.error.CaissonException;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFilesTest {
    private static final ContainerId WEB = new ContainerId("web");

    @TempDir
    Path dir;

    private LogFiles logs;

    @BeforeEach
    void open() throws IOException {
        logs = new LogFiles(dir.resolve("containers"));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] rest(LogReader reader) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        while (reader.read(buffer) > 0) {
            out.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return out.toByteArray();
    }

    @Test
    void bytesOfAnyKindStandThereAsTheyCame() throws IOException {
        byte[] all = new byte[100_000];
        new Random(5).nextBytes(all);
        try (LogWriter writer = logs.open(WEB)) {
            for (int at = 0; at < all.length; at += 777) {
                writer.onOutput(
                        at % 2 == 0 ? Source.STDOUT : Source.STDERR,
                        ByteBuffer.wrap(all, at, Math.min(777, all.length - at)));
            }
        }
        try (LogReader reader = logs.read(WEB, -1)) {
            assertArrayEquals(all, rest(reader));
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(logs.file(WEB))));
    }

    @Test
    void aSecondWriterAppends() {
        for (String part : new String[] {"one\n", "two\n"}) {
            try (LogWriter writer = logs.open(WEB)) {
                writer.onOutput(Source.STDOUT, bytes(part));
            }
        }
        try (LogReader reader = logs.read(WEB, -1)) {
            assertEquals("one\ntwo\n", new String(rest(reader), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aReaderFollowsWhatIsWrittenLater() {
        try (LogWriter writer = logs.open(WEB);
                LogReader reader = logs.read(WEB, -1)) {
            assertEquals(0, rest(reader).length);
            writer.onOutput(Source.STDOUT, bytes("later"));
            assertEquals("later", new String(rest(reader), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,''", "1,c", "2,b|c", "3,a|b|c", "9,a|b|c"})
    void lastLinesAreCountedFromTheEnd(long lines, String expected) {
        try (LogWriter writer = logs.open(WEB)) {
            writer.onOutput(Source.STDOUT, bytes("a\nb\nc\n"));
        }
        try (LogReader reader = logs.read(WEB, lines)) {
            String text = new String(rest(reader), StandardCharsets.UTF_8);
            assertEquals(expected, text.strip().replace('\n', '|'));
        }
    }

    @Test
    void lastLinesReachOverBlocksOfTheFile() {
        String line = "x".repeat(50_000) + "\n";
        try (LogWriter writer = logs.open(WEB)) {
            for (int i = 0; i < 6; i++) {
                writer.onOutput(Source.STDOUT, bytes(line));
            }
        }
        try (LogReader reader = logs.read(WEB, 4)) {
            assertEquals(4 * line.length(), rest(reader).length);
        }
    }

    @Test
    void aLogThatIsNotThereIsNamed() {
        CaissonException missing = assertThrows(CaissonException.class, () -> logs.read(WEB, -1));
        assertEquals("log.missing", missing.reason());
        logs.delete(WEB);
    }

    @Test
    void aLinkInPlaceOfTheLogIsNotFollowed() throws IOException {
        Path victim = Files.writeString(dir.resolve("victim"), "keep");
        Files.createSymbolicLink(logs.file(WEB), victim);
        assertThrows(CaissonException.class, () -> logs.open(WEB));
        assertEquals("keep", Files.readString(victim));
    }

    @Test
    void whatAFullDiskDoesNotTakeIsCountedAndNeverThrown() throws IOException {
        try (LogWriter full = new FileLogWriter(
                Path.of("/dev/full"), FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE))) {
            full.onOutput(Source.STDOUT, bytes("12345"));
            full.onOutput(Source.STDOUT, bytes("678"));
            assertTrue(full.droppedBytes() >= 8, "dropped " + full.droppedBytes());
        }
    }
}
