package io.caisson.ctr.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    private static final Hello HELLO = new Hello(
            Hello.Kind.GOGO,
            List.of("exec", "é\u0001", "", "a b"),
            "/ü",
            "xterm",
            "C.UTF-8",
            24,
            65535,
            true,
            false,
            true);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final FrameWriter writer = new FrameWriter(Channels.newChannel(bytes));

    private FrameReader reader() {
        return reader(bytes.toByteArray());
    }

    private static FrameReader reader(byte[] of) {
        return new FrameReader(Channels.newChannel(new ByteArrayInputStream(of)));
    }

    private static byte[] frame(int length, int type, byte... payload) {
        return ByteBuffer.allocate(5 + payload.length)
                .putInt(length)
                .put((byte) type)
                .put(payload)
                .array();
    }

    @Test
    void helloComesBackAsItWas() throws IOException {
        writer.hello(HELLO);
        FrameReader reader = reader();
        assertTrue(reader.next());
        assertEquals(FrameType.HELLO, reader.type());
        assertEquals(HELLO, Hello.decode(reader.payload()));
        assertFalse(reader.next());
    }

    @Test
    void helloWithoutArgumentsComesBackAsItWas() throws IOException {
        Hello bare = new Hello(Hello.Kind.COMMAND, List.of(), "/", "", "", 0, 0, false, true, false);
        assertEquals(bare, Hello.decode(ByteBuffer.wrap(bare.encode())));
    }

    @Test
    void framesComeBackInOrderHoweverTheyAreCutUp() throws IOException {
        byte[] data = new byte[200_000];
        new Random(7).nextBytes(data);
        writer.data(FrameType.STDIN, ByteBuffer.wrap(data));
        writer.resize(50, 60_000);
        writer.number(FrameType.SIGNAL, 15, 1);
        writer.number(FrameType.CREDIT, 262_144, 4);
        writer.empty(FrameType.STDIN_END);
        FrameReader reader = new FrameReader(new Dribble(bytes.toByteArray()));
        ByteBuffer received = ByteBuffer.allocate(data.length);
        while (received.hasRemaining()) {
            assertTrue(reader.next());
            assertEquals(FrameType.STDIN, reader.type());
            assertTrue(reader.payload().remaining() <= FrameType.MAX_DATA_BYTES);
            received.put(reader.payload());
        }
        assertArrayEquals(data, received.array());
        assertTrue(reader.next());
        assertEquals(50 << 16 | 60_000, reader.number(4));
        assertTrue(reader.next());
        assertEquals(15, reader.number(1));
        assertTrue(reader.next());
        assertEquals(262_144, reader.number(4));
        assertTrue(reader.next());
        assertEquals(FrameType.STDIN_END, reader.type());
        assertFalse(reader.next());
    }

    /** Gives one to seven bytes at a time. */
    private static final class Dribble implements ReadableByteChannel {
        private final ByteBuffer rest;
        private final Random random = new Random(3);

        Dribble(byte[] all) {
            rest = ByteBuffer.wrap(all);
        }

        @Override
        public int read(ByteBuffer into) {
            int count = Math.min(Math.min(1 + random.nextInt(7), rest.remaining()), into.remaining());
            if (!rest.hasRemaining()) {
                return -1;
            }
            for (int i = 0; i < count; i++) {
                into.put(rest.get());
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @ParameterizedTest
    @EnumSource(FrameType.class)
    void oneByteTooManyIsRefusedForEveryType(FrameType type) {
        WireException refused = assertThrows(
                WireException.class,
                () -> reader(frame(type.maxBytes + 1, type.code)).next());
        assertTrue(refused.getMessage().contains("at most " + type.maxBytes), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void impossibleLengthIsRefused(int length) {
        assertThrows(WireException.class, () -> reader(frame(length, 2)).next());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 15, 22, 99, 128, 255})
    void unknownTypeIsRefused(int type) {
        assertThrows(WireException.class, () -> reader(frame(0, type)).next());
    }

    @Test
    void endWithinAFrameIsNotTheEndOfTheConnection() {
        assertThrows(EOFException.class, () -> reader(new byte[] {0, 0}).next());
        assertThrows(EOFException.class, () -> reader(frame(3, 16, (byte) 1)).next());
        assertThrows(EOFException.class, () -> reader(frame(3, 16)).next());
    }

    @Test
    void numberOfAnotherSizeIsRefused() throws IOException {
        FrameReader reader = reader(frame(2, 18, (byte) 0, (byte) 1));
        assertTrue(reader.next());
        assertThrows(WireException.class, () -> reader.number(4));
    }

    @Test
    void tooLongCommandLineIsRefusedBeforeItIsSent() {
        Hello fat = hello(List.of("x".repeat(1024 * 1024)), "/");
        assertThrows(WireException.class, () -> writer.hello(fat));
        Hello many = hello(Collections.nCopies(4097, ""), "/");
        assertThrows(WireException.class, () -> writer.hello(many));
        assertEquals(0, bytes.size());
    }

    @Test
    void oddTextsAreRefused() throws IOException {
        assertRefused(hello(List.of("a\0b"), "/").encode(), "NUL");
        assertRefused(hello(List.of(), "relative").encode(), "not absolute");
        byte[] latin1 = hello(List.of("abc"), "/").encode();
        latin1[latin1.length - 1] = (byte) 0xe9;
        assertRefused(latin1, "UTF-8");
        byte[] whole = HELLO.encode();
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "longer than what it holds");
    }

    @Test
    void everyCutOfAHelloIsRefused() throws IOException {
        byte[] whole = HELLO.encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(WireException.class, () -> Hello.decode(ByteBuffer.wrap(cut)));
        }
    }

    @Test
    void damagedHellosAreRefusedOrDecodedButNeverAnythingElse() throws IOException {
        byte[] whole = HELLO.encode();
        Random random = new Random(20261125);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                Hello.decode(ByteBuffer.wrap(damaged));
            } catch (WireException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
    }

    private static Hello hello(List<String> args, String cwd) {
        return new Hello(Hello.Kind.COMMAND, args, cwd, "", "", 0, 0, false, false, false);
    }

    private static void assertRefused(byte[] payload, String part) {
        WireException refused = assertThrows(WireException.class, () -> Hello.decode(ByteBuffer.wrap(payload)));
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
}
