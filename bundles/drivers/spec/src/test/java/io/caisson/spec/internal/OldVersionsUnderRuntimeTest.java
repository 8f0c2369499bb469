package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.spec.PreparedSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Documents of every version run, upgraded, under the real runc and crun, and everything they ask for is so: told by the
 * process from inside, and read in the cgroup from outside. Needs root, runc, crun, a static /bin/busybox, cgroup v1.
 */
class OldVersionsUnderRuntimeTest {
    /** Bits 5, 10 and 29 of linux/capability.h: kill, net_bind_service, audit_write. */
    private static final String THREE = "0000000020000420";

    private static final String UNLIMITED = "9223372036854771712"; // the kernel rounds down to pages

    private static final String ID = "spec-test";

    @TempDir
    Path temp;

    @BeforeAll
    static void needsRoot() {
        assertEquals("root", System.getProperty("user.name"), "containers are run by root only");
    }

    static Stream<Arguments> runtimesAndVersions() {
        return Stream.of("runc", "crun")
                .flatMap(runtime -> OldVersionsTest.versions().map(version -> Arguments.of(runtime, version)));
    }

    @ParameterizedTest
    @MethodSource("runtimesAndVersions")
    void everythingTheDocumentAsksForIsSo(String runtime, String version) throws IOException {
        PreparedSpec prepared = prepare(version);

        try (RuntimeRun run = run(runtime, prepared)) {
            assertAll(
                    () -> assertEquals(THREE, run.told("CapEff"), "CapEff"),
                    () -> assertEquals(THREE, run.told("CapPrm"), "CapPrm"),
                    () -> assertEquals(THREE, run.told("CapBnd"), "CapBnd"),
                    () -> assertEquals(version.equals("0.2.0") ? "0" : "1", run.told("NoNewPrivs"), "NoNewPrivs"),
                    () -> assertEquals("777 777", run.told("nofile"), "nofile"),
                    () -> assertEquals("123", run.told("oom_score_adj"), "oom_score_adj"),
                    () -> assertEquals("a:e5 600", run.told("device"), "device"),
                    () -> assertEquals("yes", run.told("device open"), "device open"),
                    () -> assertEquals("no", run.told("chmod"), "chmod"),
                    () -> assertEquals("character special file", run.told("timer_list"), "timer_list"),
                    () -> assertEquals("67108864", run.cgroup("memory", "memory.limit_in_bytes")),
                    () -> assertEquals("67108864", run.cgroup("memory", "memory.memsw.limit_in_bytes")),
                    () -> assertEquals(UNLIMITED, run.cgroup("memory", "memory.soft_limit_in_bytes")),
                    () -> assertTrue(run.cgroup("memory", "memory.oom_control").contains("oom_kill_disable 1")),
                    () -> assertEquals("55", run.cgroup("pids", "pids.max")),
                    () -> assertEquals("512", run.cgroup("cpu", "cpu.shares")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void anExecHasWhatTheRequestNamesAndTheContainersRest(String runtime) throws Exception {
        PreparedSpec prepared = prepare("1.0.0");
        List<String> script = List.of(
                "/bin/busybox",
                "sh",
                "-c",
                "b=/bin/busybox; echo $($b id -u) $($b id -g) $A $(pwd) $(ulimit -n)"
                        + " $($b grep -E 'CapBnd|NoNewPrivs' /proc/self/status); exit 9");
        ExecRequest request = new ExecRequest(
                new ContainerId("c"),
                new ProcessId("p"),
                script,
                List.of("A=b"),
                Optional.of("/bin"),
                Optional.of("2000000000:7"),
                Optional.of(List.of("KILL")),
                false,
                Optional.empty(),
                StdioRequest.LOGGED);
        Path process = temp.resolve("process.json");
        Files.writeString(process, new OciSpecService().execProcess(prepared.canonical(), request));

        try (RuntimeRun run = run(runtime, prepared)) {
            String kill = "0000000000000020";
            assertEquals("2000000000 7 b /bin 777 CapBnd: " + kill + " NoNewPrivs: 1\n9", run.exec(process));
        }
    }

    /** {@return the document of a version, prepared in an OCI bundle that has a busybox} */
    private PreparedSpec prepare(String version) throws IOException {
        TestBundle callers = TestBundle.in(temp.resolve("callers")).withVersion(version);
        Path bin = Files.createDirectory(callers.rootfs().resolve("bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        String cgroupsPath = "/caisson-spec-" + ProcessHandle.current().pid() + "/" + ID;
        return new OciSpecService().prepare(callers.directory(), cgroupsPath);
    }

    /** Runs a document from a directory that is not the caller's, as the server does. */
    private RuntimeRun run(String runtime, PreparedSpec prepared) throws IOException {
        Path own = Files.createDirectory(temp.resolve("own"));
        Files.writeString(own.resolve("config.json"), prepared.canonical());
        return new RuntimeRun(runtime, temp.resolve("state"), own, ID, prepared.cgroupsPath());
    }
}
