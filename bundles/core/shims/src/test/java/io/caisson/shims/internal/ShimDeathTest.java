package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.OutputListener;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.error.CaissonException;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.shims.internal.program.Machine;
import io.caisson.shims.internal.program.MonitorProgram;
import io.caisson.shims.internal.program.MonitorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every instruction of every kind of program is a point where the shim is killed: then the launch fails and nothing is left,
 * or the process runs and its status is the true one.
 */
class ShimDeathTest {
    @TempDir
    Path directory;

    private ShimHarness shims;

    @BeforeEach
    void open() {
        shims = new ShimHarness(directory);
    }

    @AfterEach
    void close() {
        shims.close();
    }

    private record Outcomes(List<Integer> failed, List<Integer> lived) {}

    private Outcomes sweep(Supplier<ShimRequest> requests) {
        Outcomes outcomes = new Outcomes(new ArrayList<>(), new ArrayList<>());
        int size = MonitorProgram.compile(Machine.here(), requests.get(), MonitorSettings.of(0))
                .sentences()
                .size();
        for (int i = 0; i < size; i++) {
            int index = i;
            shims.restart(ShimHarness.KERNEL, settings -> settings.withKillAt(index));
            ShimRequest request = requests.get();
            try {
                finish(shims.launch(request, OutputListener.NONE), index);
                outcomes.lived().add(index);
            } catch (CaissonException e) {
                outcomes.failed().add(index);
            }
            assertNothingLeft(request, index);
        }
        return outcomes;
    }

    private static void finish(ShimProcess process, int index) {
        ProcessExit exit = ShimHarness.exitOf(process);
        assertEquals(7, exit.status().code(), "killed at " + index);
        assertNotEquals(ProcessExit.Source.LOST, exit.source());
        process.finish(ShimHarness.deadline());
    }

    private void assertNothingLeft(ShimRequest request, int index) {
        new ProcessFiles(request.processDir())
                .shim()
                .ifPresent(note -> assertFalse(ShimHarness.lives(note.shim()), "shim killed at " + index));
        // Every process of a test has its directory's name in its arguments.
        String name = request.processDir().toString() + '/';
        List<String> left = ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .filter(process -> arguments(process.pid()).contains(name))
                .map(process -> process.pid() + " " + arguments(process.pid()))
                .toList();
        assertEquals(List.of(), left, "left by a shim killed at " + index);
        shims.manager().discard(request.processDir(), ShimHarness.deadline());
        try (Stream<Path> files = Files.list(request.processDir())) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> !file.equals("pid"))
                            .toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String arguments(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    private ShimRequest shell(StdioRequest stdio) {
        Path dir = shims.processDir();
        return shims.shell(dir, stdio, ": " + dir + "/; echo x; exit 7");
    }

    @Test
    void aProcessWithOurStreams() {
        Outcomes outcomes = sweep(() -> shell(StdioRequest.INTERACTIVE));
        assertTrue(outcomes.failed().size() > 50 && outcomes.lived().size() > 20, outcomes.toString());
    }

    @Test
    void aProcessWithAClientsStreams() throws IOException {
        Path out = Files.createFile(directory.resolve("out"));
        StdioRequest stdio = new StdioRequest(
                new StreamTarget.Null(), new StreamTarget.ClientPath(out), new StreamTarget.ClientPath(out));
        Outcomes outcomes = sweep(() -> shell(stdio));
        assertTrue(outcomes.failed().size() > 50 && outcomes.lived().size() > 20, outcomes.toString());
    }
}
