package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.shims.internal.program.RecordFormat;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shims outlive servers, so what one version leaves another must read. {@code format-1} is never changed. */
class FormatTest {
    private static final Instant ENDED = Instant.parse("2026-11-25T04:36:33.289506402Z");
    private static final ProcessIdentity SHIM = new ProcessIdentity(13942, 1507772, OptionalLong.of(1790880));
    private static final ProcessIdentity PROCESS = new ProcessIdentity(13947, 1507778, OptionalLong.of(1790885));

    @TempDir
    Path directory;

    private ShimHarness shims;

    @BeforeEach
    void open() throws IOException {
        shims = new ShimHarness(directory);
        for (String name : List.of("record", "shim", "exitStatus")) {
            try (InputStream golden = FormatTest.class.getResourceAsStream("format-1/" + name)) {
                Files.copy(golden, golden(name));
            }
        }
    }

    @AfterEach
    void close() {
        shims.close();
    }

    private Path golden(String name) throws IOException {
        return Files.createDirectories(directory.resolve("golden")).resolve(name);
    }

    @Test
    @Fault(57)
    void whatTheFirstServersLeftIsRead() throws IOException {
        Path record = golden("record");
        ExitStatus exit = new ExitStatus(7, ExitStatus.Cause.EXITED, ENDED);
        assertEquals(Optional.of(exit), new ShimRecord(record, PROCESS.pid()).find());
        assertEquals(3, new ShimRecord(record, 13944).find().orElseThrow().code(), "their orphans stand there as well");
        assertEquals(Optional.empty(), new ShimRecord(record, 1).find());
        ProcessFiles files = new ProcessFiles(record.getParent());
        assertEquals(Optional.of(new ShimNote(1, SHIM, false)), files.shim());
        assertEquals(
                new ProcessExit(new ExitStatus(137, ExitStatus.Cause.SIGNALED, ENDED), ProcessExit.Source.KERNEL),
                files.exitStatus().orElseThrow().exit());
        ShimProcess found = shims.reattach(record.getParent(), PROCESS, Optional.of(SHIM), OutputListener.NONE);
        assertEquals(new ProcessExit(exit, ProcessExit.Source.RECORD), ShimHarness.exitOf(found));
        found.finish(ShimHarness.deadline());
    }

    @Test
    @Fault(57)
    void aShimOfANewerServerIsWatchedThoughItsRecordCannotBeRead() throws IOException {
        ShimRequest request = shims.shell(StdioRequest.INTERACTIVE, "read x; exit 7");
        ShimProcess earlier = shims.launch(request, OutputListener.NONE);
        ProcessIdentity shim = earlier.shim().orElseThrow();
        earlier.close();
        Path dir = request.processDir();
        try (FileChannel record = FileChannel.open(dir.resolve("record"), StandardOpenOption.WRITE)) {
            record.write(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(RecordFormat.VERSION + 1)
                            .flip(),
                    Long.BYTES);
        }
        new ProcessFiles(dir).writeShim(new ShimNote(ShimNote.VERSION + 1, shim, false));
        shims.restart();
        ShimProcess later = shims.reattach(dir, earlier.process(), Optional.of(shim), OutputListener.NONE);
        later.writeStdin(ByteBuffer.wrap(new byte[] {'\n'}), ShimHarness.deadline());
        ProcessExit exit = ShimHarness.exitOf(later);
        assertEquals(7, exit.status().code());
        assertEquals(ProcessExit.Source.KERNEL, exit.source());
        assertTrue(ShimHarness.lives(shim), "it was told nothing");
        later.finish(ShimHarness.deadline());
        assertFalse(ShimHarness.lives(shim));
    }

    @Test
    @Fault(58)
    void aRunningShimDependsOnNoFileThatCanBeReplaced() throws IOException {
        ShimProcess process = shims.launch(StdioRequest.LOGGED, "exec sleep 1000", OutputListener.NONE);
        Path executable =
                Path.of("/proc", Long.toString(process.shim().orElseThrow().pid()), "exe");
        assertEquals(
                "/memfd:caisson-shim (deleted)",
                Files.readSymbolicLink(executable).toString());
        assertThrows(IOException.class, () -> Files.write(executable, new byte[] {1}, StandardOpenOption.WRITE));
        process.signal(9);
        assertEquals(137, ShimHarness.exitOf(process).status().code());
        process.finish(ShimHarness.deadline());
    }
}
