package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.runtime.RuntimeExitException;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.shims.internal.program.Machine;
import io.caisson.shims.internal.program.MonitorProgram;
import io.caisson.shims.internal.program.MonitorSettings;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shims around a real runc, with a root file system of nothing but busybox. */
class RuncTest {
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    private static final int MAX_OUTPUT = 65_536;

    @TempDir
    Path directory;

    private ShimHarness shims;
    private final ShimHarness.Output output = new ShimHarness.Output();
    private final List<String> created = new ArrayList<>();

    @BeforeEach
    void open() {
        shims = new ShimHarness(directory);
    }

    @AfterEach
    void close() {
        created.forEach(id -> runc("delete", "--force", id));
        shims.close();
    }

    private CommandResult runc(String... arguments) {
        List<String> argv = runcArgv(arguments);
        return ShimHarness.KERNEL.run(
                new Command(argv, ENVIRONMENT, directory, new byte[0], MAX_OUTPUT), ShimHarness.deadline());
    }

    private List<String> runcArgv(String... arguments) {
        List<String> argv = new ArrayList<>(
                List.of("/usr/sbin/runc", "--root", directory.resolve("runc").toString()));
        argv.addAll(List.of(arguments));
        return argv;
    }

    private Path ociBundle(String id, boolean terminal, String script) throws IOException {
        Path bin = Files.createDirectories(directory.resolve(id).resolve("rootfs/bin"));
        Files.copy(BUSYBOX, bin.resolve("sh"));
        String config = """
                {"ociVersion": "1.0.2",
                 "process": {"terminal": %s, "user": {"uid": 0, "gid": 0}, "cwd": "/", "env": ["PATH=/bin"],
                  "args": ["/bin/sh", "-c", %s], "noNewPrivileges": true},
                 "root": {"path": "rootfs"},
                 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
                  {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["mode=755"]},
                  {"destination": "/dev/pts", "type": "devpts", "source": "devpts",
                   "options": ["newinstance", "ptmxmode=0666", "mode=0620"]}],
                 "linux": {"cgroupsPath": "/caisson-shim-test-%s",
                  "namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, {"type": "uts"}]}}
                """.formatted(terminal, '"' + script.replace("\"", "\\\"") + '"', id);
        return Files.writeString(directory.resolve(id).resolve("config.json"), config)
                .getParent();
    }

    private ShimRequest create(boolean terminal, String script, Optional<TerminalSize> size) throws IOException {
        Path dir = shims.processDir();
        String id = dir.getFileName() + "-" + ProcessHandle.current().pid();
        Path bundle = ociBundle(id, terminal, script);
        created.add(id);
        List<String> argv = runcArgv(
                "--log",
                dir.resolve("log.json").toString(),
                "create",
                "--bundle",
                bundle.toString(),
                "--pid-file",
                dir.resolve("pid").toString());
        ShimRequest named = shims.request(dir, argv, StdioRequest.INTERACTIVE, Optional.empty(), size);
        Optional<Path> socket = terminal
                ? Optional.of(shims.manager().consoleSocket(named.container(), named.process()))
                : Optional.empty();
        socket.ifPresent(path -> argv.addAll(List.of("--console-socket", path.toString())));
        argv.add(id);
        return shims.request(dir, argv, StdioRequest.INTERACTIVE, socket, size);
    }

    private void start() {
        CommandResult result = runc("start", created.get(created.size() - 1));
        assertEquals(0, result.waitStatus(), new String(result.stderr(), StandardCharsets.UTF_8));
    }

    @Test
    void aContainersOutputAndExitAreTaken() throws IOException {
        ShimProcess process = shims.launch(create(false, "echo hello; exit 42", Optional.empty()), output);
        start();
        ProcessExit exit = ShimHarness.exitOf(process);
        assertEquals(42, exit.status().code());
        assertEquals(ProcessExit.Source.RECORD, exit.source());
        process.finish(ShimHarness.deadline());
        assertEquals("hello\n", output.stdout());
    }

    @Test
    void aContainerWithATerminalHasItsSizeItsInputAndItsEnd() throws IOException {
        ShimProcess process = shims.launch(
                create(
                        true,
                        "stty size; read x; echo got $x; stty size; exit 5",
                        Optional.of(new TerminalSize(33, 99))),
                output);
        start();
        output.awaitStdout("33 99\r\n");
        process.resize(new TerminalSize(40, 100));
        process.writeStdin(ByteBuffer.wrap("word\n".getBytes(StandardCharsets.UTF_8)), ShimHarness.deadline());
        assertEquals(5, ShimHarness.exitOf(process).status().code());
        process.finish(ShimHarness.deadline());
        assertEquals("33 99\r\nword\r\ngot word\r\n40 100\r\n", output.stdout());
        assertEquals(0, output.bytes(OutputListener.Source.STDERR).length);
    }

    @Test
    void aTerminalLivesThroughAServerAndAShim() throws IOException {
        ShimRequest request = create(true, "echo ready; read x; echo $x; read y; echo $y; exit 6", Optional.empty());
        ShimProcess first = shims.launch(request, output);
        start();
        output.awaitStdout("ready\r\n");
        first.close();
        shims.restart();
        ShimHarness.Output after = new ShimHarness.Output();
        ShimProcess second = shims.reattach(request.processDir(), first.process(), first.shim(), after);
        second.writeStdin(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.UTF_8)), ShimHarness.deadline());
        after.awaitStdout("one\r\none\r\n");
        ShimHarness.signal(second.shim().orElseThrow(), 9);
        ShimHarness.await(() -> ShimHarness.isDone(second.shimLost()), () -> "loss not noticed");
        second.writeStdin(ByteBuffer.wrap("two\n".getBytes(StandardCharsets.UTF_8)), ShimHarness.deadline());
        ProcessExit exit = ShimHarness.exitOf(second);
        assertEquals(6, exit.status().code());
        assertEquals(ExitStatus.Cause.EXITED, exit.status().cause());
        assertEquals(ProcessExit.Source.KERNEL, exit.source());
        second.finish(ShimHarness.deadline());
        assertEquals("one\r\none\r\ntwo\r\ntwo\r\n", after.stdout());
    }

    @Test
    void anExecIsAProcessOfItsOwnWithItsOwnShim() throws IOException {
        ShimProcess init = shims.launch(create(false, "read x", Optional.empty()), output);
        start();
        ShimHarness.Output execOutput = new ShimHarness.Output();
        Path dir = shims.processDir();
        List<String> argv = runcArgv(
                "exec",
                "--detach",
                "--pid-file",
                dir.resolve("pid").toString(),
                created.get(0),
                "/bin/sh",
                "-c",
                "echo in exec; exit 11");
        ShimProcess exec = shims.launch(
                shims.request(dir, argv, StdioRequest.LOGGED, Optional.empty(), Optional.empty()), execOutput);
        assertEquals(11, ShimHarness.exitOf(exec).status().code());
        exec.finish(ShimHarness.deadline());
        assertEquals("in exec\n", execOutput.stdout());
        init.signal(9);
        assertEquals(137, ShimHarness.exitOf(init).status().code());
        init.finish(ShimHarness.deadline());
    }

    @Test
    void aCreateThatRuncRefusesSaysWhyOnStandardError() throws IOException {
        ShimRequest good = create(false, "exit 0", Optional.empty());
        Path config = directory.resolve(created.get(0)).resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("/bin/sh\"", "/bin/missing\""));
        RuntimeExitException failure = assertThrows(RuntimeExitException.class, () -> shims.launch(good, output));
        assertEquals(1 << 8, failure.waitStatus());
        assertTrue(
                Files.readString(good.processDir().resolve("log.json")).contains("no such file or directory"),
                output.stderr());
    }

    @Test
    @Fault(7)
    void aShimIsOutsideTheContainersCgroupAndGoesBeforeTheServerWhenMemoryRunsOut() throws IOException {
        ShimRequest wished = create(false, "read x", Optional.empty());
        String id = created.get(created.size() - 1);
        Path config = directory.resolve(id).resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"cwd\": ", "\"oomScoreAdj\": 321, \"cwd\": "));
        ShimProcess process = shims.launch(wished, output);
        ShimProcess plain = shims.launch(create(false, "read x", Optional.empty()), output);
        long shim = process.shim().orElseThrow().pid();
        assertTrue(proc(process.process().pid(), "cgroup").contains("/caisson-shim-test-" + id));
        assertEquals(proc(ProcessHandle.current().pid(), "cgroup"), proc(shim, "cgroup"));
        int own = Integer.parseInt(proc(ProcessHandle.current().pid(), "oom_score_adj"));
        assertEquals(Integer.toString(Math.min(own + 1, 1000)), proc(shim, "oom_score_adj"));
        assertEquals("321", proc(process.process().pid(), "oom_score_adj"));
        assertEquals(Integer.toString(Math.max(own, 0)), proc(plain.process().pid(), "oom_score_adj"));
    }

    private static String proc(long pid, String file) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), file)).strip();
    }

    /** From where the runtime comes in; what is before is the same in ShimDeathTest. */
    private static int firstPoint(List<String> sentences) {
        return sentences.indexOf("start the command");
    }

    @Test
    void aShimThatDiesAroundACreateWithATerminalLeavesNothingOrTheTrueStatus() throws IOException {
        List<String> sentences = sentences(create(true, "exit 7", Optional.empty()));
        int lived = 0;
        for (int i = firstPoint(sentences); i < sentences.size(); i++) {
            int index = i;
            shims.restart(ShimHarness.KERNEL, settings -> settings.withKillAt(index));
            ShimRequest request = create(true, "exit 7", Optional.empty());
            try {
                ShimProcess process = shims.launch(request, output);
                start();
                assertTrueExit(process, index);
                lived++;
            } catch (CaissonException e) {
                runc("delete", "--force", created.get(created.size() - 1)); // as the supervisor does
            }
            assertNoProcess("caisson-shim-test-" + created.get(created.size() - 1), index);
        }
        assertTrue(lived > 10, lived + " of " + sentences.size());
    }

    @Test
    void aShimThatDiesAroundAnExecLeavesNothingOrTheTrueStatus() throws IOException {
        ShimProcess init = shims.launch(create(false, "read x", Optional.empty()), output);
        start();
        String id = created.get(created.size() - 1);
        List<String> sentences = sentences(exec(id));
        int lived = 0;
        for (int i = firstPoint(sentences); i < sentences.size(); i++) {
            int index = i;
            init.close();
            shims.restart(ShimHarness.KERNEL, settings -> settings.withKillAt(index));
            try {
                assertTrueExit(shims.launch(exec(id), output), index);
                lived++;
            } catch (CaissonException e) {
                // it never was
            }
            ShimHarness.await(
                    () -> cgroupProcesses("caisson-shim-test-" + id) == 1, () -> "more than init, killed at " + index);
        }
        assertTrue(lived > 10, lived + " of " + sentences.size());
    }

    private ShimRequest exec(String id) {
        Path dir = shims.processDir();
        List<String> argv = runcArgv(
                "exec", "--detach", "--pid-file", dir.resolve("pid").toString(), id, "/bin/sh", "-c", "exit 7");
        return shims.request(dir, argv, StdioRequest.LOGGED, Optional.empty(), Optional.empty());
    }

    private static List<String> sentences(ShimRequest request) {
        return MonitorProgram.compile(Machine.here(), request, MonitorSettings.of(0))
                .sentences();
    }

    private static void assertTrueExit(ShimProcess process, int index) {
        ProcessExit exit = ShimHarness.exitOf(process);
        assertEquals(7, exit.status().code(), "killed at " + index);
        assertNotEquals(ProcessExit.Source.LOST, exit.source());
        process.finish(ShimHarness.deadline());
    }

    private static void assertNoProcess(String cgroup, int index) {
        ShimHarness.await(() -> cgroupProcesses(cgroup) == 0, () -> "processes are left, killed at " + index);
    }

    /** {@return how many living processes are in a cgroup, in whatever hierarchy} */
    private static long cgroupProcesses(String cgroup) {
        return ProcessHandle.allProcesses()
                .filter(process -> !"Z".equals(ShimHarness.state(process.pid())))
                .filter(process -> {
                    try {
                        return proc(process.pid(), "cgroup").lines().anyMatch(line -> line.endsWith('/' + cgroup));
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
    }
}
