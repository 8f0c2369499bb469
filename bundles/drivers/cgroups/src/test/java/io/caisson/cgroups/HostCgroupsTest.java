package io.caisson.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which directories are touched, on a hybrid host made of plain ones. */
@Timeout(30)
class HostCgroupsTest {
    @TempDir
    Path directory;

    private FakeHost host;
    private HostCgroups cgroups;

    @BeforeEach
    void makeHost() throws IOException {
        host = new FakeHost(directory).v1("memory", "memory").v1("pids", "pids").v2("unified");
        cgroups = new HostCgroups(new LinuxKernel(), host.mountinfo());
    }

    @Test
    void pidsAreThoseOfAllHierarchiesAndBelow() throws IOException {
        host.file("memory", "a/c", "cgroup.procs", "11\n12")
                .file("pids", "a/c/deep/deeper", "cgroup.procs", "13")
                .file("unified", "a/c", "cgroup.procs", "0\n11")
                .file("unified", "a", "cgroup.procs", "99");
        assertEquals(Set.of(11L, 12L, 13L), cgroups.pids("/a/c"));
        assertEquals(Set.of(), cgroups.pids("/a/none"));
    }

    @Test
    void whetherACgroupHasProcessesIsSeenInOneHierarchyThatHasIt() throws IOException {
        host.cgroup("pids", "a/c");
        host.file("pids", "a/c/deep", "cgroup.procs", "13");
        assertTrue(cgroups.isPopulated("/a/c"));
        host.file("pids", "a/c/deep", "cgroup.procs", "");
        assertFalse(cgroups.isPopulated("/a/c"));
        assertFalse(cgroups.isPopulated("/a/none"));
    }

    @Test
    void removeTakesTheCgroupAndAllBelowInEveryHierarchyAndNothingElse() throws IOException {
        host.cgroup("memory", "a/c/deep/deeper");
        host.cgroup("memory", "a/other");
        host.cgroup("unified", "a/c");
        cgroups.remove("/a/c", soon());
        assertFalse(Files.exists(directory.resolve("memory/a/c")));
        assertFalse(Files.exists(directory.resolve("unified/a/c")));
        assertTrue(Files.exists(directory.resolve("memory/a/other")));
        assertTrue(Files.exists(directory.resolve("unified/a")));
        cgroups.remove("/a/c", soon());
    }

    @Test
    void cgroupThatStaysIsNamedAtTheDeadline() throws IOException {
        host.file("pids", "a/c", "cgroup.procs", "").cgroup("memory", "a/c");
        CaissonException failure = assertThrows(
                CaissonException.class, () -> cgroups.remove("/a/c", Deadline.after(Duration.ofMillis(100))));
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure.code());
        assertEquals("cgroup.busy", failure.reason());
        assertEquals(directory.resolve("pids/a/c").toString(), failure.details().get("cgroup"));
        assertFalse(Files.exists(directory.resolve("memory/a/c")), "the others are removed");
    }

    @Test
    void removeIfEmptyLeavesACgroupWithChildren() throws IOException {
        host.cgroup("memory", "a/c");
        host.cgroup("pids", "a");
        cgroups.removeIfEmpty("/a");
        assertTrue(Files.exists(directory.resolve("memory/a/c")));
        assertFalse(Files.exists(directory.resolve("pids/a")));
    }

    @Test
    void linkIsNeverFollowed() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside/deep"));
        Files.createSymbolicLink(host.cgroup("memory", "a").resolve("c"), outside.getParent());
        cgroups.remove("/a/c", soon());
        cgroups.removeIfEmpty("/a/c");
        assertTrue(Files.exists(outside));
        assertTrue(Files.isSymbolicLink(directory.resolve("memory/a/c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "//", "a/c", "..", "/..", "/a/../..", "/a/..", "/a/./c", "/.", "a:b:c", "/a\u0000"})
    void pathThatMightMeanTheRootOrMoreIsRefused(String path) {
        for (Runnable call : new Runnable[] {
            () -> cgroups.pids(path), () -> cgroups.remove(path, soon()), () -> cgroups.removeIfEmpty(path)
        }) {
            CaissonException failure = assertThrows(CaissonException.class, call::run);
            assertEquals(ErrorCode.INVALID_ARGUMENT, failure.code());
            assertEquals("cgroup.path-invalid", failure.reason());
        }
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}
