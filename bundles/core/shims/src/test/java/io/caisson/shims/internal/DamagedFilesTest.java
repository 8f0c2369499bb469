package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.shim.ProcessExit;
import io.caisson.shims.internal.program.RecordFormat;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a process, cut at every byte and with every single bit flipped: something sensible or nothing, no error. */
class DamagedFilesTest {
    private static final Instant TIME = Instant.parse("2026-11-25T01:02:03.000000004Z");

    @TempDir
    Path directory;

    private interface Reading {
        void read() throws IOException;
    }

    private static int damage(Path file, Reading reading) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int variants = 0;
        for (int cut = 0; cut < whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            reading.read();
            variants++;
        }
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            reading.read();
            variants++;
        }
        Files.write(file, new byte[whole.length]);
        reading.read();
        return variants;
    }

    @Test
    @Fault({21, 23})
    void aDamagedExitStatusIsNoneOrAWholeOne() throws IOException {
        ProcessFiles files = new ProcessFiles(directory);
        ExitStatus status = new ExitStatus(137, ExitStatus.Cause.SIGNALED, TIME);
        files.writeExitStatus(new KernelNote(new ProcessExit(status, ProcessExit.Source.KERNEL)));
        Path file = directory.resolve("exitStatus");
        int variants = damage(
                file,
                () -> files.exitStatus().ifPresent(note -> {
                    int code = note.exit().status().code();
                    assertTrue(code >= 0 && code <= 255, "code " + code);
                }));
        assertTrue(variants > 400, variants + " variants");
        for (String bad : new String[] {"", "abc", "999 EXITED " + TIME + " RECORD", "-1 EXITED " + TIME + " RECORD"}) {
            Files.writeString(file, bad);
            assertEquals(Optional.empty(), files.exitStatus(), bad);
        }
    }

    @Test
    @Fault(21)
    void aDamagedNoteOfTheShimIsNoneOrOne() throws IOException {
        ProcessFiles files = new ProcessFiles(directory);
        files.writeShim(new ShimNote(new ProcessIdentity(123, 456_789, OptionalLong.of(77)), true));
        assertTrue(damage(directory.resolve("shim"), files::shim) > 400);
    }

    @Test
    @Fault(21)
    void aDamagedPidIsNoneOrANumber() throws IOException {
        Path file = directory.resolve("pid");
        Files.writeString(file, "4242\n", StandardCharsets.US_ASCII);
        assertTrue(damage(file, () -> ProcessFiles.readPid(file)) > 40);
    }

    @Test
    @Fault({21, 23})
    void aDamagedRecordTellsNothingOrAnExit() throws IOException {
        Path file = directory.resolve("record");
        ByteBuffer record = ByteBuffer.allocate(RecordFormat.HEADER_BYTES + RecordFormat.ENTRY_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(RecordFormat.MAGIC).putLong(RecordFormat.VERSION).putLong(RecordFormat.ENTRY_BYTES);
        record.putLong(RecordFormat.HEADER_BYTES + RecordFormat.PID, 7)
                .putLong(RecordFormat.HEADER_BYTES + RecordFormat.STATUS, 0x0300)
                .putLong(RecordFormat.HEADER_BYTES + RecordFormat.WALL, TIME.getEpochSecond());
        Files.write(file, record.array());
        assertEquals(3, new ShimRecord(file, 7).find().orElseThrow().code());
        assertTrue(damage(file, () -> new ShimRecord(file, 7).find()) > 400);
    }
}
