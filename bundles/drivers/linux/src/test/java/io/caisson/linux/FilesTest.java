package io.caisson.linux;

import static io.caisson.linux.KernelFixture.KERNEL;
import static io.caisson.linux.KernelFixture.O_CREAT;
import static io.caisson.linux.KernelFixture.O_NONBLOCK;
import static io.caisson.linux.KernelFixture.O_RDONLY;
import static io.caisson.linux.KernelFixture.O_RDWR;
import static io.caisson.linux.KernelFixture.O_WRONLY;
import static io.caisson.linux.KernelFixture.fifo;
import static io.caisson.linux.KernelFixture.readAll;
import static io.caisson.linux.KernelFixture.within;
import static io.caisson.linux.KernelFixture.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = directory.resolve("Grüße");
        try (Fd file = KERNEL.open(path, O_RDWR | O_CREAT, 0640)) {
            assertEquals(5, write(file, "hello"));
        }
        assertEquals("hello", Files.readString(path));
        try (Fd file = KERNEL.open(path, O_RDONLY, 0)) {
            assertEquals("hello", readAll(file));
            assertEquals(0, KERNEL.read(file, ByteBuffer.allocate(1)), "end of file");
        }
    }

    @Test
    void buffersKeepTheirPositionsWhateverTheirKind() throws IOException {
        Path path = directory.resolve("file");
        ByteBuffer array = ByteBuffer.wrap("__abc__".getBytes(StandardCharsets.US_ASCII), 2, 3);
        ByteBuffer direct = ByteBuffer.allocateDirect(7);
        direct.put("__def__".getBytes(StandardCharsets.US_ASCII)).position(2).limit(5);
        ByteBuffer slice = ByteBuffer.wrap("__ghi__".getBytes(StandardCharsets.US_ASCII), 1, 6)
                .slice()
                .position(1)
                .limit(4);
        try (Fd file = KERNEL.open(path, O_RDWR | O_CREAT, 0600)) {
            for (ByteBuffer from : List.of(array, direct, slice.asReadOnlyBuffer())) {
                assertEquals(3, KERNEL.write(file, from));
                assertFalse(from.hasRemaining());
            }
        }
        assertEquals("abcdefghi", Files.readString(path));
        for (ByteBuffer into : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
            try (Fd file = KERNEL.open(path, O_RDONLY, 0)) {
                into.position(2).limit(6);
                assertEquals(4, KERNEL.read(file, into));
                assertEquals(6, into.position());
                byte[] bytes = new byte[4];
                into.get(2, bytes);
                assertEquals("abcd", new String(bytes, StandardCharsets.US_ASCII));
                assertEquals(
                        0, into.get(0) | into.get(1) | into.get(6, new byte[0]).limit() - 6);
            }
        }
    }

    @Test
    void aBufferWithoutRoomIsRefused() {
        try (Fd file = KERNEL.open(Path.of("/dev/zero"), O_RDONLY, 0)) {
            assertThrows(IllegalArgumentException.class, () -> KERNEL.read(file, ByteBuffer.allocate(0)));
        }
    }

    @Test
    void aMissingFileIsNamedWithItsErrno() {
        CaissonException e =
                assertThrows(CaissonException.class, () -> KERNEL.open(directory.resolve("none"), O_RDONLY, 0));
        assertEquals(ErrorCode.NOT_FOUND, e.code());
        assertEquals("file.missing", e.reason());
        assertEquals("ENOENT", e.details().get("errno"));
        assertEquals("open " + directory.resolve("none") + ": ENOENT", e.getMessage());
    }

    @Test
    void aClosedDescriptorHasNoNumber() {
        Fd file = KernelFixture.devNull();
        int number = file.number();
        file.close();
        assertFalse(file.isOpen());
        assertThrows(IllegalStateException.class, file::number);
        try (Fd next = KernelFixture.devNull()) {
            assertEquals(number, next.number(), "the kernel gives the lowest free number");
            file.close();
            assertEquals(1, write(next, "x"), "a second close must not close the next owner's");
        }
    }

    @Test
    void aFifoWouldBlockInsteadOfBlocking() throws IOException {
        try (Fd fifo = fifo(directory.resolve("fifo"))) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("fifo"))));
            assertEquals(-1, KERNEL.read(fifo, ByteBuffer.allocate(1)), "empty");
            ByteBuffer much = ByteBuffer.allocate(1 << 20);
            int written = KERNEL.write(fifo, much);
            assertTrue(written > 0 && written < 1 << 20, "a part is written: " + written);
            assertEquals(written, much.position());
            assertEquals(-1, KERNEL.write(fifo, much), "full");
        }
    }

    @Test
    void aFifoThatExistsIsTold() {
        KERNEL.makeFifo(directory.resolve("fifo"), 0600);
        CaissonException e =
                assertThrows(CaissonException.class, () -> KERNEL.makeFifo(directory.resolve("fifo"), 0600));
        assertEquals(ErrorCode.ALREADY_EXISTS, e.code());
    }

    @Test
    void openingAFifoForWritingWithoutReaderIsRefusedAtOnce() {
        Path path = directory.resolve("fifo");
        KERNEL.makeFifo(path, 0600);
        CaissonException e = assertThrows(CaissonException.class, () -> KERNEL.open(path, O_WRONLY | O_NONBLOCK, 0));
        assertEquals("ENXIO", e.details().get("errno"));
    }

    @Test
    void nonBlockingCanBeSetAndCleared() {
        try (Fd fifo = fifo(directory.resolve("fifo"))) {
            KERNEL.setNonBlocking(fifo, false);
            write(fifo, "x");
            assertEquals(1, KERNEL.read(fifo, ByteBuffer.allocate(8)));
            KERNEL.setNonBlocking(fifo, true);
            assertEquals(-1, KERNEL.read(fifo, ByteBuffer.allocate(8)));
        }
    }

    @Test
    void readinessIsAwaitedUntilTheDeadlineOnly() {
        try (Fd fifo = fifo(directory.resolve("fifo"))) {
            assertTrue(KERNEL.awaitWritable(fifo, within(5)));
            long before = System.nanoTime();
            assertFalse(KERNEL.awaitReadable(fifo, Deadline.after(Duration.ofMillis(50))));
            assertTrue(System.nanoTime() - before >= Duration.ofMillis(50).toNanos(), "it gave up too early");
            write(fifo, "x");
            assertTrue(KERNEL.awaitReadable(fifo, Deadline.after(Duration.ZERO)));
        }
    }

    @Test
    void aFifoCanBeMadeLarger() {
        try (Fd fifo = fifo(directory.resolve("fifo"))) {
            KERNEL.setPipeSize(fifo, 1 << 20);
            assertEquals(1 << 20, KERNEL.write(fifo, ByteBuffer.allocate(1 << 20)));
        }
        try (Fd noPipe = KernelFixture.devNull()) {
            KERNEL.setPipeSize(noPipe, 1 << 20);
        }
    }

    @Test
    void aDuplicateOutlivesItsOriginal() {
        Fd fifo = fifo(directory.resolve("fifo"));
        try (Fd duplicate = KERNEL.duplicate(fifo)) {
            write(fifo, "kept");
            fifo.close();
            assertEquals("kept", readAll(duplicate));
        }
    }

    @Test
    void aSealedMemfdCannotBeChanged() throws IOException {
        byte[] content = new byte[3 << 20];
        Arrays.fill(content, (byte) 'x');
        try (Fd memfd = KERNEL.sealedMemfd("caisson-test", content)) {
            Path path = Path.of("/proc/self/fd/" + memfd.number());
            assertArrayEquals(content, Files.readAllBytes(path));
            assertTrue(Files.isExecutable(path));
            ByteBuffer first = ByteBuffer.allocate(1);
            assertEquals(1, KERNEL.read(memfd, first), "the offset is at the beginning");
            CaissonException e = assertThrows(CaissonException.class, () -> write(memfd, "y"));
            assertEquals(ErrorCode.PERMISSION_DENIED, e.code());
            assertThrows(IOException.class, () -> Files.write(path, new byte[] {1}));
        }
    }

    @Test
    void noLinkIsFollowedAnywhereInThePath() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Path file = Files.writeString(real.resolve("file"), "content");
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        Path end = Files.createSymbolicLink(real.resolve("end"), file);
        try (Fd opened = KERNEL.openNoSymlinks(file, O_RDONLY)) {
            assertEquals("content", readAll(opened));
            for (Path refused : List.of(link.resolve("file"), end, Path.of("/proc/self/fd/" + opened.number()))) {
                CaissonException e =
                        assertThrows(CaissonException.class, () -> KERNEL.openNoSymlinks(refused, O_RDONLY));
                assertEquals("ELOOP", e.details().get("errno"), refused.toString());
            }
        }
    }

    @Test
    void aTerminalGetsItsSize() throws IOException {
        try (Fd master = KERNEL.open(Path.of("/dev/ptmx"), O_RDWR, 0)) {
            KERNEL.setWindowSize(master, 41, 132);
            try (Fd copy = KERNEL.duplicate(master)) {
                String script = "stty size <&3";
                Path out = directory.resolve("size");
                try (Fd nothing = KernelFixture.devNull();
                        Fd file = KERNEL.open(out, O_WRONLY | O_CREAT, 0600)) {
                    assertEquals(0, KernelFixture.finish(KernelFixture.shell(script, nothing, file, file, copy)));
                }
                assertEquals("41 132\n", Files.readString(out));
            }
            assertThrows(CaissonException.class, () -> KERNEL.setWindowSize(master, -1, 70_000));
        }
    }

    @Test
    void aNameWithNulIsRefusedBeforeItIsCut() {
        CaissonException e = assertThrows(CaissonException.class, () -> KERNEL.sealedMemfd("a\0b", new byte[0]));
        assertEquals("kernel.invalid", e.reason());
    }
}
