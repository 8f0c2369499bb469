package io.caisson.runc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Failures recorded from real runtimes, and what the driver makes of them: {@code expected.txt} beside them. After a
 * deliberate change run once with {@code -Dgolden.update=true} and read the difference.
 */
class RuntimeFailureTest {
    private static final Optional<ContainerId> C = Optional.of(new ContainerId("c"));
    private static final byte[] NO_STDERR = {};

    static List<Path> versions() {
        return RecordedFailure.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void recordedFailuresAreClassifiedAsExpected(Path version) throws IOException {
        String actual = RecordedFailure.in(version).stream()
                .map(RuntimeFailureTest::line)
                .collect(Collectors.joining("\n", "", "\n"));
        Path expected = version.resolve("expected.txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, actual);
        }
        assertEquals(Files.readString(expected), actual);
    }

    @Test
    void everyVersionHasRecordedFailures() {
        assertEquals(2, versions().size());
        for (Path version : versions()) {
            assertTrue(RecordedFailure.in(version).size() >= 30, version.toString());
        }
    }

    @Test
    void messageKeepsTheWordsOfTheRuntime() {
        CaissonException failure = logged(
                "create",
                "runc create failed: unable to start container process: exec: \"x\": executable file not found in $PATH");
        assertEquals(
                "runc create failed: unable to start container process: exec: \"x\": executable file not found in $PATH",
                failure.getMessage());
        assertEquals("runtime.executable-not-found", failure.reason());
    }

    @Test
    void wordsThatNoRuleKnowsAreRefused() {
        CaissonException failure = logged("pause", "the moon is full");
        assertEquals(ErrorCode.FAILED_PRECONDITION, failure.code());
        assertEquals("runtime.refused", failure.reason());
        assertEquals("runc pause failed: the moon is full", failure.getMessage());
        assertEquals("the moon is full", failure.details().get("runtimeMessage"));
        assertEquals("c", failure.details().get("container"));
    }

    @Test
    void signalIsACrashWhateverTheLogSays() {
        CaissonException failure = failure("create", 11, Optional.of("container does not exist"), NO_STDERR);
        assertEquals("runtime.crashed", failure.reason());
        assertEquals("runc create crashed: killed by signal 11: container does not exist", failure.getMessage());
        assertEquals("11", failure.details().get("signal"));
    }

    @Test
    void panicOfGoIsACrash() {
        CaissonException failure =
                failure("create", 512, Optional.empty(), "panic: nil map\n\ngoroutine 1\n".getBytes(UTF_8));
        assertEquals("runtime.crashed", failure.reason());
        assertEquals("runc create crashed: panic: nil map", failure.getMessage());
    }

    @Test
    void silenceIsAFailureToo() {
        CaissonException failure = failure("create", 256, Optional.empty(), NO_STDERR);
        assertEquals("runtime.silent", failure.reason());
        assertEquals("runc create failed: exit status 1 without a word", failure.getMessage());
        assertEquals("1", failure.details().get("exitStatus"));
    }

    @Test
    void controlCharactersAndLinesOfTheRuntimeDoNotReachTheMessage() {
        CaissonException failure =
                failure("state", 256, Optional.empty(), "bad\u001b[31m \u0000thing\u202e\nsecond".getBytes(UTF_8));
        assertEquals("runc state failed: bad\\u001b[31m \\u0000thing\\u202e", failure.getMessage());
    }

    @Test
    void fullDiskIsExhausted() {
        assertEquals(
                ErrorCode.RESOURCE_EXHAUSTED,
                logged("create", "write /run/x/state.json: no space left on device")
                        .code());
    }

    @Test
    void everyReasonButTheHostsOwnTroublesIsSeenInARecording() {
        Set<String> seen = new TreeSet<>();
        for (Path version : versions()) {
            RecordedFailure.in(version)
                    .forEach(recorded -> seen.add(of(recorded).reason()));
        }
        Set<String> unseen = new TreeSet<>(RuntimeFailure.reasons());
        unseen.removeAll(seen);
        // These need a broken host or another processor's program.
        assertEquals(
                Set.of("runtime.cgroup-busy", "runtime.denied", "runtime.executable-invalid", "runtime.exhausted"),
                unseen);
        assertFalse(seen.isEmpty());
    }

    private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

    private static String line(RecordedFailure recorded) {
        CaissonException failure = of(recorded);
        return String.join(" | ", recorded.name(), failure.code().name(), failure.reason(), failure.getMessage());
    }

    private static CaissonException of(RecordedFailure recorded) {
        RuntimeCall call = new RuntimeCall(Path.of("/usr/bin", recorded.runtime()), recorded.verb(), C);
        return RuntimeFailure.of(
                call,
                new WaitStatus(recorded.waitStatus()),
                RuntimeLog.lastError(recorded.log()),
                recorded.stderr().getBytes(UTF_8));
    }

    private static CaissonException logged(String verb, String words) {
        return failure(verb, 256, Optional.of(words), NO_STDERR);
    }

    private static CaissonException failure(String verb, int wait, Optional<String> logged, byte[] stderr) {
        return RuntimeFailure.of(
                new RuntimeCall(Path.of("/usr/sbin/runc"), verb, C), new WaitStatus(wait), logged, stderr);
    }
}
