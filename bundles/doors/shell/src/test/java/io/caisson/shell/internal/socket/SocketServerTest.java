package io.caisson.shell.internal.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.time.Deadline;
import io.caisson.ctr.wire.FrameReader;
import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import io.caisson.ctr.wire.Hello;
import io.caisson.shell.internal.ShellFixture;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile, broken and slow clients get, byte by byte. */
class SocketServerTest {
    private static final Duration SHORT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private ShellFixture shell;

    @BeforeEach
    void open() {
        shell = new ShellFixture(directory).serve();
    }

    @AfterEach
    void close() {
        shell.close();
    }

    /** What the server said until it ended the connection. */
    private record Answer(String out, String err, int code) {}

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(shell.socket()));
    }

    private static Hello hello(String... args) {
        return new Hello(Hello.Kind.COMMAND, List.of(args), "/", "", "", 0, 0, false, false, false);
    }

    private static Answer readAnswer(SocketChannel channel) throws IOException {
        FrameReader reader = new FrameReader(channel);
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        int code = -1;
        while (code < 0 && reader.next()) {
            switch (reader.type()) {
                case STDOUT -> out.append(StandardCharsets.UTF_8.decode(reader.payload()));
                case STDERR -> err.append(StandardCharsets.UTF_8.decode(reader.payload()));
                case EXIT -> code = reader.number(1);
                default -> assertTrue(true); // terminal, credit: nothing to see
            }
        }
        return new Answer(out.toString(), err.toString(), code);
    }

    private Answer send(byte[] bytes) throws IOException {
        try (SocketChannel channel = connect()) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.shutdownOutput();
            return readAnswer(channel);
        }
    }

    private Answer call(String... args) throws IOException {
        try (SocketChannel channel = connect()) {
            greet(channel, args);
            return readAnswer(channel);
        }
    }

    /** One that is turned away may be so before it has said a word; the reason can be read all the same. */
    private static void greet(SocketChannel channel, String... args) {
        try {
            new FrameWriter(channel).hello(hello(args));
        } catch (IOException e) {
            assertTrue(channel.isOpen(), e.toString());
        }
    }

    private void assertServes() throws IOException {
        assertEquals("daemon version 9.8.7 commit: unknown\n", call("version").out());
    }

    private static byte[] frame(int length, int type, byte... payload) {
        return ByteBuffer.allocate(5 + payload.length)
                .putInt(length)
                .put((byte) type)
                .put(payload)
                .array();
    }

    @Test
    void http2PrefaceIsRefusedClearly() throws IOException {
        Answer answer = send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("[ctr] this socket does not speak HTTP/2 (gRPC)\n", answer.err());
        assertEquals(2, answer.code());
        assertServes();
    }

    @Test
    void hugeFrameIsRefusedBeforeItIsRead() throws IOException {
        Answer answer = send(frame(Integer.MAX_VALUE, 1));
        assertTrue(answer.err().contains("at most 1048576 are allowed"), answer.err());
        assertServes();
    }

    @Test
    void otherVersionIsToldBothVersions() throws IOException {
        Answer answer = send(frame(6, 1, (byte) 'C', (byte) 'A', (byte) 'I', (byte) 'S', (byte) 0, (byte) 9));
        assertEquals("[ctr] ctr speaks version 9 of the wire, this server speaks version 1\n", answer.err());
        assertEquals(2, answer.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 4, 5, 6, 16, 21, 22, 127, 128, 255})
    void noOtherFrameMayComeFirst(int type) throws IOException {
        Answer answer = send(frame(0, type));
        assertEquals(2, answer.code());
        assertTrue(answer.err().startsWith("[ctr] "), answer.err());
        assertServes();
    }

    @Test
    void randomBytesAreAnsweredOrClosedAndHarmNobody() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Random random = new Random(20261125);
            for (int round = 0; round < 300; round++) {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                if (round % 2 == 0 && bytes.length > 11) { // past the outer checks
                    ByteBuffer.wrap(bytes)
                            .putInt(bytes.length - 5)
                            .put((byte) 1)
                            .putInt(0x43414953);
                    bytes[9] = 0;
                    bytes[10] = 1;
                }
                Answer answer = send(bytes);
                assertTrue(answer.code() == 2 || answer.code() == -1, answer.toString());
            }
            assertServes();
        });
    }

    @Test
    void inputThatWasNotAskedForBreaksTheConnection() throws IOException {
        shell.containers.run(CreateRequest.of(new ContainerId("c"), Path.of("/oci/c")), Deadline.after(SHORT));
        try (SocketChannel channel = connect()) {
            FrameWriter writer = new FrameWriter(channel);
            writer.hello(hello("wait", "c"));
            writer.data(FrameType.STDIN, ByteBuffer.wrap(new byte[10]));
            Answer answer = readAnswer(channel);
            assertEquals("[ctr] more input came than was asked for\n", answer.err());
        }
        assertServes();
    }

    @Test
    void theSixtyFifthClientIsToldToTryLater() throws Exception {
        List<SocketChannel> held = new ArrayList<>();
        try {
            shell.containers.run(CreateRequest.of(new ContainerId("c"), Path.of("/oci/c")), Deadline.after(SHORT));
            for (int i = 0; i < SocketServer.MAX_CONNECTIONS; i++) {
                SocketChannel channel = connect();
                held.add(channel);
                new FrameWriter(channel).hello(hello("events", "--format", "table"));
                assertTrue(new FrameReader(channel).next()); // the head: its command runs
            }
            Answer answer = call("version");
            assertEquals("[ctr] the server has 64 connections already, try again later\n", answer.err());
            assertEquals(8, answer.code());
        } finally {
            for (SocketChannel channel : held) {
                channel.close();
            }
        }
        assertTimeoutPreemptively(SHORT, () -> {
            Answer answer = call("version");
            while (answer.code() == 8) { // the places become free as the server sees each end
                TimeUnit.MILLISECONDS.sleep(20);
                answer = call("version");
            }
            assertEquals(0, answer.code());
        });
    }

    @Fault(49)
    @Test
    void slowReaderHoldsUpOnlyItsOwnProcess() {
        shell.containers.run(CreateRequest.of(new ContainerId("c"), Path.of("/oci/c")), Deadline.after(SHORT));
        CountDownLatch flooding = new CountDownLatch(1);
        shell.containers.program("flood", process -> {
            byte[] block = new byte[64 * 1024];
            for (int i = 0; i < 200; i++) {
                process.writeStdout(block);
                flooding.countDown();
            }
            return 0;
        });
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try (SocketChannel slow = connect()) {
                new FrameWriter(slow).hello(hello("exec", "c", "flood"));
                flooding.await();
                for (int i = 0; i < 50; i++) {
                    assertEquals("x\n", call("exec", "c", "echo", "x").out());
                }
                FrameReader reader = new FrameReader(slow);
                long bytes = 0;
                while (reader.next() && reader.type() != FrameType.EXIT) {
                    bytes +=
                            reader.type() == FrameType.STDOUT ? reader.payload().remaining() : 0;
                }
                assertEquals(200L * 64 * 1024, bytes);
            }
        });
    }

    @Test
    void closingTakesUnderTwoSecondsAndRemovesTheSocket() throws IOException {
        shell.containers.run(CreateRequest.of(new ContainerId("c"), Path.of("/oci/c")), Deadline.after(SHORT));
        try (SocketChannel idle = connect();
                SocketChannel busy = connect()) {
            new FrameWriter(busy).hello(hello("events"));
            assertTrue(new FrameReader(busy).next());
            assertTrue(idle.isConnected());
            long begin = System.nanoTime();
            shell.close();
            assertTrue(System.nanoTime() - begin < 2_000_000_000L);
        }
        assertFalse(Files.exists(shell.socket()));
        assertThrows(IOException.class, this::connect);
    }

    @Test
    @Fault(53)
    void aClientThatStopsReadingEventsHoldsUpNobodyAndLosesNone() throws Exception {
        int events = 20_000; // a few megabytes of lines, many times what a socket takes
        try (SocketChannel slow = connect()) {
            greet(slow, "events", "--after", "0", "--format", "json", "--follow");
            shell.journal.append(Collections.nCopies(events, new ContainerEvent.Started(new ContainerId("web"), 1)));
            assertEquals(0, call("version").code(), "others are served");
            assertEquals(events, shell.journal.lastSequence());
            FrameReader reader = new FrameReader(slow);
            long lines = 0;
            while (lines < events && reader.next()) {
                assertEquals(FrameType.STDOUT, reader.type());
                lines += StandardCharsets.UTF_8
                        .decode(reader.payload())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
            }
            assertEquals(events, lines);
        }
        long end = System.nanoTime() + SHORT.toNanos();
        while (shell.journal.openCursors() > 0) {
            assertTrue(System.nanoTime() < end, "the cursor of a client that went is still open");
            Thread.onSpinWait();
        }
    }
}
