package io.caisson.logs.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.log.LogWriter;
import io.caisson.api.log.PieceNote;
import io.caisson.testkit.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Output of any kind comes back byte by byte, however it was cut into pieces. */
class LogFidelityTest {
    @TempDir
    Path dir;

    static Stream<Arguments> outputs() {
        byte[] random = new byte[3_000_000];
        new Random(5).nextBytes(random);
        byte[] line = new byte[10 * 1024 * 1024];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';
        byte[] feeds = new byte[200_000];
        Arrays.fill(feeds, (byte) '\n');
        return Stream.of(
                Arguments.of("binary", random),
                Arguments.of("one line of 10 MiB", line),
                Arguments.of("empty lines", feeds),
                Arguments.of("no line feed at the end", "a\nb".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("carriage returns only", "1\r2\r3\r".repeat(9000).getBytes(StandardCharsets.UTF_8)),
                Arguments.of("invalid UTF-8", new byte[] {(byte) 0xc3, '\n', (byte) 0xff, (byte) 0xfe, 0, '\n'}),
                Arguments.of(
                        "16 KiB exactly",
                        ("y".repeat(16 * 1024) + "\n").repeat(3).getBytes()),
                Arguments.of(
                        "16 KiB and one",
                        ("z".repeat(16 * 1024 + 1) + "\n").repeat(3).getBytes()));
    }

    @Fault(52)
    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void bytesComeBackAsTheyCame(String kind, byte[] output) throws Exception {
        LogHarness log = new LogHarness(dir, 1 << 20, 1000);
        Random cuts = new Random(kind.hashCode());
        byte[] other = "noise\n".getBytes(StandardCharsets.US_ASCII);
        try (LogWriter writer = log.create()) {
            for (int at = 0; at < output.length; ) {
                int length = Math.min(output.length - at, 1 + cuts.nextInt(65_536));
                ByteBuffer piece = ByteBuffer.wrap(output, at, length);
                assertTrue(writer.append(Source.STDOUT, piece, PieceNote.NONE));
                assertTrue(writer.append(Source.STDERR, ByteBuffer.wrap(other), PieceNote.NONE));
                at += length;
            }
        }
        Collected read = log.read();
        assertEquals(output.length, read.bytes(Source.STDOUT).length);
        assertArrayEquals(sha256(output), sha256(read.bytes(Source.STDOUT)));
        assertTrue(read.longest <= LineFormat.MOST_CONTENT, "a record of " + read.longest);
        assertEquals(0, read.gap);
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
