package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.spec.PreparedSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents of every version run, upgraded, under the real runc and crun, and everything they ask for is so: told by the
 * process from inside, and read in the cgroup from outside. Needs root, runc, crun, a static /bin/busybox, cgroup v1.
 */
class OldVersionsUnderRuntimeTest {
    /** Bits 5, 10 and 29 of linux/capability.h: kill, net_bind_service, audit_write. */
    private static final String THREE = "0000000020000420";

    private static final String UNLIMITED = "9223372036854771712"; // the kernel rounds down to pages

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
        TestBundle callers = TestBundle.in(temp.resolve("callers")).withVersion(version);
        Files.createDirectory(callers.rootfs().resolve("bin"));
        Files.copy(
                Path.of("/bin/busybox"), callers.rootfs().resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        String id = "v" + version;
        String cgroupsPath = "/caisson-spec-" + ProcessHandle.current().pid() + "/" + id;
        PreparedSpec prepared = new OciSpecService().prepare(callers.directory(), cgroupsPath);
        Path own = Files.createDirectory(temp.resolve("own"));
        Files.writeString(own.resolve("config.json"), prepared.canonical());

        try (RuntimeRun run = new RuntimeRun(runtime, temp.resolve("state"), own, id, prepared.cgroupsPath())) {
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
}
