package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.shim.ProcessExit;
import io.caisson.shims.internal.program.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written next to a process. Needs no root. */
class FilesTest {
    private static final Instant TIME = Instant.parse("2026-11-25T01:02:03.000000004Z");

    @TempDir
    Path directory;

    private static byte[] header(long version, long entryBytes) {
        return ByteBuffer.allocate(RecordFormat.HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(RecordFormat.MAGIC)
                .putLong(version)
                .putLong(entryBytes)
                .array();
    }

    private static byte[] entry(int size, long pid, long status) {
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(RecordFormat.PID, pid)
                .putLong(RecordFormat.STATUS, status)
                .putLong(RecordFormat.WALL, TIME.getEpochSecond())
                .putLong(RecordFormat.WALL + Long.BYTES, TIME.getNano())
                .array();
    }

    private Path record(byte[]... parts) throws IOException {
        Path file = directory.resolve("record");
        Files.deleteIfExists(file);
        for (byte[] part : parts) {
            Files.write(file, part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return file;
    }

    @Test
    void theFirstEntryOfAProcessCountsAndTimeIsThatOfTheShim() throws IOException {
        int size = RecordFormat.ENTRY_BYTES;
        Path file = record(header(1, size), entry(size, 5, 0), entry(size, 7, 0x0300), entry(size, 7, 9));
        assertEquals(Optional.of(new ExitStatus(3, ExitStatus.Cause.EXITED, TIME)), new ShimRecord(file, 7).find());
        assertEquals(Optional.empty(), new ShimRecord(file, 8).find());
    }

    @Test
    void anEntryCutShortCountsAsNoneUntilItIsWhole() throws IOException {
        int size = RecordFormat.ENTRY_BYTES;
        byte[] entry = entry(size, 7, 9);
        byte[][] halves = {Arrays.copyOf(entry, 100), Arrays.copyOfRange(entry, 100, size)};
        Path file = record(header(1, size), halves[0]);
        ShimRecord record = new ShimRecord(file, 7);
        assertEquals(Optional.empty(), record.find());
        Files.write(file, halves[1], StandardOpenOption.APPEND);
        assertEquals(137, record.find().orElseThrow().code());
    }

    @Test
    void aLaterFormatMayHaveLongerEntries() throws IOException {
        int size = RecordFormat.ENTRY_BYTES + 32;
        Path file = record(header(1, size), entry(size, 5, 0), entry(size, 7, 15));
        assertEquals(143, new ShimRecord(file, 7).find().orElseThrow().code());
    }

    @Test
    void whatIsNoRecordHoldsNoExit() throws IOException {
        int size = RecordFormat.ENTRY_BYTES;
        for (byte[] bad :
                new byte[][] {{}, {1, 2, 3}, new byte[64], header(2, size), header(1, 8), header(1, 1L << 40)}) {
            assertEquals(Optional.empty(), new ShimRecord(record(bad, entry(size, 7, 0)), 7).find());
        }
        assertEquals(Optional.empty(), new ShimRecord(directory.resolve("none"), 7).find());
    }

    @Test
    void theShimsNoteSaysWhatWasWritten() {
        ProcessFiles files = new ProcessFiles(directory);
        assertEquals(Optional.empty(), files.shim());
        for (OptionalLong inode : new OptionalLong[] {OptionalLong.empty(), OptionalLong.of(77)}) {
            ShimNote note = new ShimNote(new ProcessIdentity(12, 345, inode), true);
            files.writeShim(note);
            assertEquals(Optional.of(note), files.shim());
        }
    }

    @Test
    void theKernelsNoteSaysWhatWasWritten() {
        ProcessFiles files = new ProcessFiles(directory);
        KernelNote note = new KernelNote(
                new ProcessExit(new ExitStatus(137, ExitStatus.Cause.SIGNALED, TIME), ProcessExit.Source.KERNEL));
        files.writeExitStatus(note);
        assertEquals(Optional.of(note), files.exitStatus());
        files.removeAll();
        assertEquals(Optional.empty(), files.exitStatus());
    }

    @Test
    void aPidFileHasANumberOrNone() throws IOException {
        Path file = directory.resolve("pid");
        assertEquals(OptionalLong.empty(), ProcessFiles.readPid(file));
        assertEquals(OptionalLong.of(42), ProcessFiles.readPid(Files.writeString(file, "42")));
        assertEquals(OptionalLong.empty(), ProcessFiles.readPid(Files.writeString(file, "-1")));
        assertEquals(OptionalLong.empty(), ProcessFiles.readPid(Files.writeString(file, "")));
    }

    @Test
    void aLockThatIsHeldIsNotTakenTwiceNorLostByTheAttempt() {
        Path file = directory.resolve("lock");
        ServerLock held = ServerLock.tryTake(file).orElseThrow();
        assertTrue(ServerLock.tryTake(file).isEmpty());
        assertTrue(ServerLock.tryTake(directory.resolve("./lock")).isEmpty());
        held.close();
        ServerLock again = ServerLock.tryTake(file).orElseThrow();
        again.close();
    }

    @Test
    void onlyKernelsFromSixFifteenRememberAnExit() {
        assertTrue(Orphans.remembers("6.18.44-generic"));
        assertTrue(Orphans.remembers("6.15"));
        assertTrue(Orphans.remembers("7.0.0"));
        assertFalse(Orphans.remembers("6.14.11"));
        assertFalse(Orphans.remembers("5.10.0-30-amd64"));
    }
}
