package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ExecLife;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.ShimLossPolicy;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.event.ContainerEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static final ContainerId ID = new ContainerId("web");
    private static final ProcessIdentity INIT = new ProcessIdentity(42, 7, OptionalLong.of(3));
    private static final ExitStatus EXIT = new ExitStatus(137, ExitStatus.Cause.SIGNALED, AT);

    static ContainerRecord record(ContainerState state, Optional<ExitStatus> exit) {
        ProcessRecord init = new ProcessRecord(
                ProcessId.INIT,
                List.of("sh", "-c", "é \"x\""),
                "/",
                true,
                state instanceof ContainerState.Creating ? Optional.empty() : Optional.of(INIT),
                Optional.of(new ProcessIdentity(41, 6, OptionalLong.empty())),
                Optional.of(AT),
                exit,
                false,
                Optional.empty());
        return new ContainerRecord(
                ID,
                5,
                Path.of("/containers/web"),
                "runc",
                List.of("--debug"),
                "0.4.0",
                List.of("a=b", "c"),
                true,
                true,
                ShimLossPolicy.KILL,
                true,
                LogRequest.parse("file", Map.of("max-size", "1m", "max-file", "3", "when-full", "block")),
                new StdioRequest(
                        new StreamTarget.Null(), new StreamTarget.Server(), new StreamTarget.ClientPath(Path.of("/o"))),
                Optional.of(new TerminalSize(24, 80)),
                "boot-1",
                "/caisson/web",
                AT,
                Optional.of(AT),
                state,
                Optional.of("pause"),
                List.of(
                        init,
                        ProcessRecord.launching(new ProcessId("x"), List.of("ls"), "/tmp", false)
                                .living(ExecLife.WITH_CALLER.atMost(Duration.ofHours(1)), AT)),
                List.of(
                        new ContainerEvent.Deleted(ID, 4),
                        new ContainerEvent.Created(ID, 5, INIT),
                        new ContainerEvent.Started(ID, 5),
                        new ContainerEvent.ExecStarted(ID, 5, new ProcessId("x"), INIT),
                        new ContainerEvent.ExecExited(ID, 5, new ProcessId("x"), EXIT),
                        new ContainerEvent.Paused(ID, 5),
                        new ContainerEvent.Resumed(ID, 5),
                        new ContainerEvent.Exited(ID, 5, EXIT),
                        new ContainerEvent.Deleted(ID, 5)),
                99);
    }

    static List<ContainerRecord> everyState() {
        return List.of(
                record(new ContainerState.Creating(AT), Optional.empty()),
                record(new ContainerState.Created(INIT, AT), Optional.empty()),
                record(new ContainerState.Running(INIT, AT), Optional.empty()),
                record(new ContainerState.Paused(INIT, AT), Optional.empty()),
                record(new ContainerState.Stopped(EXIT), Optional.of(EXIT)));
    }

    @ParameterizedTest
    @MethodSource("everyState")
    void aRecordIsReadAsItWasWritten(ContainerRecord record) throws IOException {
        byte[] bytes = RecordJson.write(record, RecordJson.emptyDocument());
        assertEquals(record, RecordJson.read(bytes).record());
    }

    @Test
    void keysOfANewerVersionStay() throws IOException {
        ObjectNode document = RecordJson.emptyDocument();
        document.putObject("futureThing").put("x", 1);
        byte[] bytes = RecordJson.write(everyState().get(2), document);
        RecordJson.Read read = RecordJson.read(bytes);
        String again = new String(RecordJson.write(read.record(), read.document()), StandardCharsets.UTF_8);
        assertTrue(again.contains("futureThing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"version\":2}",
                "{\"version\":1}",
                "{\"version\":1,\"version\":1}"
            })
    void whatIsNoRecordIsRefusedWithAReason(String text) {
        assertThrows(IOException.class, () -> RecordJson.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRecordOfAServerWithoutChecksumsIsRead() throws IOException {
        byte[] bytes = RecordJson.write(everyState().get(2), RecordJson.emptyDocument());
        byte[] plain = Arrays.copyOf(bytes, Checksum.verify(bytes));
        assertTrue(plain.length < bytes.length);
        assertEquals(everyState().get(2), RecordJson.read(plain).record());
    }

    @Test
    void aNewerVersionIsNamed() {
        byte[] newer = "{\"version\":2}".getBytes(StandardCharsets.UTF_8);
        String problem = assertThrows(UnreadableRecordException.class, () -> RecordJson.read(newer))
                .getMessage();
        assertTrue(problem.contains("version 2 of a newer server"), problem);
    }

    /** Cut at every byte and with every single bit flipped: refused, or read as it was written, never as another. */
    @ParameterizedTest
    @MethodSource("everyState")
    void damageIsSeen(ContainerRecord record) throws IOException {
        byte[] whole = RecordJson.write(record, RecordJson.emptyDocument());
        int refused = 0;
        for (int cut = 0; cut < whole.length; cut++) {
            refused += isRefused(Arrays.copyOf(whole, cut), record) ? 1 : 0;
        }
        assertEquals(Checksum.verify(whole), refused, "no shorter document is one");
        refused = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            refused += isRefused(damaged, record) ? 1 : 0;
        }
        assertTrue(refused >= Checksum.verify(whole) * 8, "every bit of the document counts");
        assertTrue(isRefused(new byte[whole.length], record));
    }

    private static boolean isRefused(byte[] bytes, ContainerRecord record) {
        try {
            assertEquals(record, RecordJson.read(bytes).record());
            return false;
        } catch (UnreadableRecordException expected) {
            return true;
        }
    }
}
