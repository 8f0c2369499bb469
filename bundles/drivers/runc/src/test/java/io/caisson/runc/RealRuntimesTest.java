package io.caisson.runc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.runtime.RuntimeCommand;
import io.caisson.api.runtime.RuntimeContainer;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import io.caisson.testkit.host.FakeRuntime;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verb on real containers of runc and crun, and of the fake that stands in for them; needs root and all of these. */
@Timeout(120)
class RealRuntimesTest {
    private static final ContainerId ID = new ContainerId("c1");

    // crun 1.8.1 refuses a hybrid host, so the cgroup2 mount is covered. Covered, not taken away: crun makes
    // directories
    // for the container there whatever it finds, and they must not stay on the host's own tmpfs.
    private static final String CRUN = """
            #!/bin/sh
            exec unshare -m sh -c '
                [ ! -d /sys/fs/cgroup/unified ] || mount -t tmpfs none /sys/fs/cgroup/unified
                exec crun "$@"' crun "$@"
            """;

    @TempDir
    Path directory;

    private PathRuntimes runtimes;
    private OciBundle oci;
    private OciRuntime runtime;

    @BeforeEach
    void makeOciBundle() throws IOException {
        runtimes =
                new PathRuntimes(new LinuxKernel(), Files.createDirectory(directory.resolve("state")), System.getenv());
        oci = OciBundle.make(directory.resolve("oci"), "sleep", "1000");
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (runtime != null) {
            runtime.delete(ID, true, soon());
            try (Stream<Path> left = Files.list(runtime.root())) {
                assertEquals(List.of(), left.toList());
            }
        }
        // The runtime's child was ours to lose: on a busy host the kernel takes a moment to empty the cgroups.
        for (Path cgroup : oci.cgroups()) {
            Waiting.until(
                    () -> Files.readAllLines(cgroup.resolve("cgroup.procs")).isEmpty());
            Files.deleteIfExists(cgroup);
        }
        assertEquals(List.of(), oci.cgroups());
        Scratch.deleteTree(oci.directory());
    }

    @Test
    void runcItselfSaysRunningAfterAStartByTheFifoAlone() throws Exception {
        use("runc");
        create();
        RuntimeCall call = new RuntimeCall(runtime.binary(), "start", Optional.of(ID));
        Path fifo = runtime.root().resolve("c1/exec.fifo");
        assertTrue(ExecFifo.isKnown(runtime.version(soon())), "this test needs runc 1.0 or 1.1");
        assertTrue(Files.exists(fifo));
        assertTrue(new ExecFifo(new LinuxKernel(), call, fifo.getParent()).start(soon()));
        assertFalse(Files.exists(fifo));
        assertEquals("running", status());
        Waiting.until(() -> Files.readString(Path.of("/proc", init(), "comm")).equals("sleep\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun", "fake-runtime"})
    void containerLivesFromCreateToDelete(String name) throws Exception {
        use(name);
        assertEquals(List.of(), runtime.list(soon()));
        assertEquals(Optional.empty(), runtime.state(ID, soon()));

        create();
        long pid = Long.parseLong(init());
        assertEquals(
                Optional.of(new RuntimeContainer("c1", "created", pid, oci.directory())), runtime.state(ID, soon()));

        runtime.start(ID, soon());
        assertEquals("running", status());
        assertFalse(Files.exists(runtime.root().resolve("c1/exec.fifo")));
        assertEquals(List.of(pid), runtime.ps(ID, soon()));
        assertEquals(
                List.of("c1"),
                runtime.list(soon()).stream().map(RuntimeContainer::id).toList());

        runtime.pause(ID, soon());
        assertEquals("paused", status());
        runtime.resume(ID, soon());
        assertEquals("running", status());

        runtime.update(ID, "{\"pids\":{\"limit\":37}}", soon());
        assertTrue(name.equals("fake-runtime")
                || oci.cgroups().stream().anyMatch(cgroup -> limit(cgroup).equals("37")));

        runtime.kill(ID, 9, false, soon());
        Waiting.until(() -> status().equals("stopped"));
        assertEquals(List.of(), runtime.ps(ID, soon()));
        assertEquals(0, runtime.state(ID, soon()).orElseThrow().pid());

        runtime.delete(ID, false, soon());
        assertEquals(Optional.empty(), runtime.state(ID, soon()));
        CaissonException again = assertThrows(CaissonException.class, () -> runtime.delete(ID, false, soon()));
        assertEquals("runtime.container-unknown", again.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun", "fake-runtime"})
    void furtherProcessRunsInTheContainer(String name) throws Exception {
        use(name);
        create();
        runtime.start(ID, soon());
        assertEquals(0, exec("sh", "-c", "echo $$ > /marker"));
        Waiting.until(() -> Files.exists(oci.rootfs().resolve("marker")));

        assertEquals(255, exec("no-such-program"));
        assertEquals("runtime.executable-not-found", execFailure(255).reason());

        runtime.pause(ID, soon());
        int refused = exec("true");
        assertEquals("runtime.paused", execFailure(refused).reason());
        runtime.resume(ID, soon());
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun", "fake-runtime"})
    void failedCreateSaysWhy(String name) throws Exception {
        use(name);
        oci.write("", "no-such-program");
        RuntimeCommand command = createCommand();
        int status = run(command);
        CaissonException failure = runtime.failure(command, status << 8);
        assertEquals("runtime.executable-not-found", failure.reason());
        assertTrue(failure.getMessage().contains("no-such-program"), failure.getMessage());
        assertEquals("c1", failure.details().get("container"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun", "fake-runtime"})
    void startOfADeadInitIsRefusedAtOnce(String name) throws Exception {
        use(name);
        create();
        runtime.kill(ID, 9, false, soon());
        Waiting.until(() -> status().equals("stopped"));
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.start(ID, soon()));
        assertEquals("runtime.not-running", failure.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun", "fake-runtime"})
    void secondStartIsRefused(String name) throws Exception {
        use(name);
        create();
        runtime.start(ID, soon());
        CaissonException failure = assertThrows(CaissonException.class, () -> runtime.start(ID, soon()));
        assertEquals("runtime.already-started", failure.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void hooksOfStartRun(String name) throws Exception {
        use(name);
        // A hook that ends before it was given the state lets crun 1.8.1 die of SIGPIPE.
        String readState = "while read -r line; do :; done; > ";
        oci.write(
                "\"hooks\":{\"poststart\":[{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",\"" + readState + directory
                        + "/poststart\"]}],\"startContainer\":[{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",\""
                        + readState + "/startContainer\"]}]},",
                "sleep",
                "1000");
        create();
        runtime.start(ID, soon());
        assertEquals("running", status());
        Waiting.until(() -> Files.exists(directory.resolve("poststart"))
                && Files.exists(oci.rootfs().resolve("startContainer")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun", "fake-runtime"})
    void statsAndFeaturesAreJsonOrUnimplemented(String name) throws Exception {
        use(name);
        create();
        runtime.start(ID, soon());
        if (name.equals("runc")) {
            assertTrue(runtime.stats(ID, soon()).startsWith("{\"type\":\"stats\",\"id\":\"c1\""));
            assertTrue(runtime.features(soon()).contains("\"ociVersionMin\""));
        } else {
            assertEquals(
                    ErrorCode.UNIMPLEMENTED,
                    assertThrows(CaissonException.class, () -> runtime.stats(ID, soon()))
                            .code());
            assertEquals(
                    "runtime.features-unknown",
                    assertThrows(CaissonException.class, () -> runtime.features(soon()))
                            .reason());
        }
        assertTrue(runtime.version(soon()).startsWith(name + " version 1."), runtime.version(soon()));
    }

    private void use(String name) throws IOException {
        Path program = Path.of(name);
        if (name.equals("crun")) {
            program = Files.writeString(directory.resolve("crun"), CRUN);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        if (name.equals("fake-runtime")) {
            program = FakeRuntime.in(directory);
        }
        runtime = runtimes.require(program.toString(), List.of());
    }

    private RuntimeCommand createCommand() {
        return runtime.create(
                ID, oci.directory(), directory.resolve("pid"), directory.resolve("log"), Optional.empty(), false);
    }

    private void create() throws Exception {
        RuntimeCommand command = createCommand();
        int status = run(command);
        assertEquals(0, status, () -> runtime.failure(command, status << 8).getMessage());
    }

    private RuntimeCommand execCommand() {
        return runtime.exec(
                ID,
                directory.resolve("exec.json"),
                directory.resolve("exec-pid"),
                directory.resolve("exec-log"),
                Optional.empty());
    }

    private int exec(String... args) throws Exception {
        Files.deleteIfExists(directory.resolve("exec-log"));
        Files.writeString(directory.resolve("exec.json"), OciBundle.process(args));
        return run(execCommand());
    }

    private CaissonException execFailure(int status) {
        return runtime.failure(execCommand(), status << 8);
    }

    private static int run(RuntimeCommand command) throws Exception {
        Process process = new ProcessBuilder(command.argv())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the runtime ends");
        return process.exitValue();
    }

    private String status() {
        return runtime.state(ID, soon()).orElseThrow().status();
    }

    private String init() throws IOException {
        return Files.readString(directory.resolve("pid")).strip();
    }

    private static String limit(Path cgroup) {
        try {
            Path file = cgroup.resolve("pids.max");
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
