package io.caisson.runc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.runtime.RuntimeContainer;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a runtime does, its caller gets a typed answer in time, and nothing is left. */
@Timeout(60)
class FakeRuntimesTest {
    private static final ContainerId ID = new ContainerId("c1");
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final String STATE = "{\"id\":\"c1\",\"status\":\"running\",\"pid\":7,\"bundle\":\"/b\"}";

    @TempDir
    Path directory;

    private Kernel kernel;
    private Path stateDir;

    @BeforeEach
    void makeStateDirectory() throws IOException {
        kernel = new LinuxKernel();
        stateDir = Files.createDirectory(directory.resolve("state"));
    }

    @AfterEach
    void noLogIsLeft() throws IOException {
        try (Stream<Path> logs = Files.list(stateDir.resolve(".runtime/log"))) {
            assertEquals(List.of(), logs.toList());
        }
    }

    @Test
    void goodAnswerIsRead() throws IOException {
        OciRuntime runtime = fake("echo '" + STATE + "'");
        assertEquals(Optional.of(new RuntimeContainer("c1", "running", 7, Path.of("/b"))), runtime.state(ID, soon()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec sleep 1000", "trap '' TERM INT HUP; while :; do sleep 1; done", "sleep 1000 & wait"})
    @Fault(9)
    void hangEndsAtTheDeadlineAndTheProcessIsGone(String body) throws IOException {
        OciRuntime runtime = fake("echo $$ >" + directory + "/pid; " + body);
        long began = System.nanoTime();
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.state(ID, Deadline.after(SHORT)));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure.code());
        assertEquals("runtime.timeout", failure.reason());
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took.toString());
        assertFalse(Files.exists(
                Path.of("/proc", Files.readString(directory.resolve("pid")).strip())));
    }

    @Test
    void deadlineThatHasPassedRunsNothing() throws IOException {
        OciRuntime runtime = fake("touch " + directory + "/ran");
        CaissonException failure =
                assertThrows(CaissonException.class, () -> runtime.start(ID, Deadline.after(Duration.ZERO)));
        assertEquals("runtime.timeout", failure.reason());
        assertFalse(Files.exists(directory.resolve("ran")));
    }

    @Test
    @Fault(11)
    void crashNamesItsSignal() throws IOException {
        OciRuntime runtime = fake("kill -SEGV $$");
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.start(ID, soon()));
        assertEquals("runtime.crashed", failure.reason());
        assertEquals("11", failure.details().get("signal"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo garbage",
                "printf '{\"id\":\"c1\",\"sta'",
                "printf '\\0\\0\\0'",
                "true",
                "echo '[]'",
                "echo '{}'",
                "echo '{\"id\":\"c1\",\"status\":\"running\",\"pid\":-1}'",
                "echo '{\"id\":\"c1\",\"status\":\"running\",\"pid\":1e99}'",
                "echo '" + STATE + STATE + "'",
                "head -c 3000000 /dev/zero | tr '\\0' '['"
            })
    @Fault(12)
    void answerThatIsNoneIsToldAsSuch(String body) throws IOException {
        OciRuntime runtime = fake(body);
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.state(ID, soon()));
        assertEquals("runtime.answer-unreadable", failure.reason());
        assertTrue(failure.getMessage().length() < 2000, "message is bounded");
    }

    @Test
    @Fault(12)
    void hundredMegabytesOnStandardErrorAreReadAndDropped() throws IOException {
        OciRuntime runtime = fake("head -c 100000000 /dev/zero | tr '\\0' x >&2; exit 1");
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.start(ID, soon()));
        assertEquals("runtime.refused", failure.reason());
        assertTrue(failure.getMessage().length() < 4000, "message is bounded");
    }

    @Test
    @Fault(12)
    void grandchildThatKeepsTheOutputOpenIsNotWaitedFor() throws IOException {
        OciRuntime runtime = fake("sleep 1000 & echo $! >" + directory + "/pid; echo '" + STATE + "'");
        try {
            assertEquals(7, runtime.state(ID, soon()).orElseThrow().pid());
        } finally {
            long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void errorInTheLogIsPreferredToStandardError() throws IOException {
        OciRuntime runtime =
                fake("echo noise >&2; echo '{\"level\":\"error\",\"msg\":\"container does not exist\"}' >$4; exit 1");
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.pause(ID, soon()));
        assertEquals(ErrorCode.NOT_FOUND, failure.code());
        assertEquals(Optional.empty(), runtime.state(ID, soon()));
    }

    @Test
    void silentFailureNamesItsStatus() throws IOException {
        CaissonException failure =
                assertThrows(CaissonException.class, () -> fake("exit 7").resume(ID, soon()));
        assertEquals("runtime.silent", failure.reason());
        assertEquals("7", failure.details().get("exitStatus"));
    }

    @Test
    @Fault(8)
    void textWithoutAnInterpreterCannotBeExecuted() throws IOException {
        Path program = program("fake", "not a program\n");
        CaissonException failure = assertThrows(
                CaissonException.class,
                () -> runtimes().require(program.toString(), List.of()).version(soon()));
        assertEquals(ErrorCode.UNAVAILABLE, failure.code());
        assertEquals("runtime.not-runnable", failure.reason());
    }

    @Test
    @Fault(8)
    void binaryThatVanishesCannotBeExecuted() throws IOException {
        OciRuntime runtime = fake("exit 0");
        Files.delete(runtime.binary());
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.start(ID, soon()));
        assertEquals("runtime.not-runnable", failure.reason());
    }

    @Test
    @Fault(13)
    void anyVersionIsToldAndNoUnknownOneIsTrustedWithTheFifo() throws IOException {
        OciRuntime runtime = fake("[ \"$1\" = --version ] && echo runc version 99.0 && echo more; exit 0");
        assertEquals("runc version 99.0", runtime.version(soon()));
        assertFalse(ExecFifo.isKnown("runc version 99.0"));
        assertFalse(ExecFifo.isKnown("runc version 1.10.0"));
        assertFalse(ExecFifo.isKnown("crun version 1.1.5"));
        assertTrue(ExecFifo.isKnown("runc version 1.1.5+ds1"));
    }

    @Test
    @Fault(13)
    void featuresOfARuntimeWithoutThemAreUnimplemented() throws IOException {
        OciRuntime runtime = fake("echo 'unknown command features' >&2; exit 1");
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.features(soon()));
        assertEquals(ErrorCode.UNIMPLEMENTED, failure.code());
        assertEquals("runtime.features-unknown", failure.reason());
    }

    @Test
    @Fault(14)
    void forcedDeleteRemovesWhatADeadRuntimeLeft() throws IOException {
        OciRuntime runtime = fake("exit 0");
        Path left = Files.createDirectories(runtime.root().resolve("c1/below"));
        Path outside = Files.createFile(directory.resolve("outside"));
        Files.createSymbolicLink(left.resolve("link"), outside);
        runtime.delete(ID, true, soon());
        assertFalse(Files.exists(runtime.root().resolve("c1")));
        assertTrue(Files.exists(outside), "links are not followed");
    }

    @Test
    void updateGivesTheResourcesOnStandardInput() throws IOException {
        OciRuntime runtime = fake("cat >" + directory + "/in");
        runtime.update(ID, "{\"pids\":{\"limit\":5}}", soon());
        assertEquals("{\"pids\":{\"limit\":5}}", Files.readString(directory.resolve("in")));
    }

    @Test
    void onlyNamedVariablesOfTheServerReachTheRuntime() throws IOException {
        Path program = program("fake", "#!/bin/sh\n/usr/bin/env >" + directory + "/env\n");
        PathRuntimes runtimes = new PathRuntimes(
                kernel,
                stateDir,
                Map.of("PATH", "/usr/bin", "SECRET", "s", "NOTIFY_SOCKET", "n", "XDG_RUNTIME_DIR", "x"));
        runtimes.require(program.toString(), List.of()).start(ID, soon());
        List<String> given = Files.readAllLines(directory.resolve("env")).stream()
                .filter(line -> !line.startsWith("PWD=") && !line.startsWith("_="))
                .sorted()
                .toList();
        assertEquals(List.of("PATH=/usr/bin", "XDG_RUNTIME_DIR=x"), given);
    }

    private OciRuntime fake(String body) throws IOException {
        Path program = program("fake", "#!/bin/sh\n" + body + "\n");
        return runtimes().require(program.toString(), List.of());
    }

    private PathRuntimes runtimes() {
        return new PathRuntimes(kernel, stateDir, Map.of("PATH", "/usr/bin:/bin"));
    }

    private Path program(String name, String text) throws IOException {
        Path program = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
