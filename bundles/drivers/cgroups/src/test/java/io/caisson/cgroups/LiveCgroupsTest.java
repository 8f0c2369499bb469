package io.caisson.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.cgroup.Reading;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real cgroups of this host, whatever its layout, with real processes; needs root. */
@Timeout(60)
class LiveCgroupsTest {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

    @TempDir
    Path directory;

    private final HostCgroups cgroups = new HostCgroups(new LinuxKernel(), MOUNTINFO);
    private final List<Process> children = new ArrayList<>();
    private String path;

    @BeforeEach
    void makeCgroups() throws IOException {
        path = "/caisson-cgroups-test-" + ProcessHandle.current().pid();
        make(path, MOUNTINFO);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        cgroups.remove(path, soon());
        for (Process child : children) {
            assertTrue(child.waitFor(10, TimeUnit.SECONDS), "the child was killed");
        }
        assertEquals(List.of(), directories(path, MOUNTINFO));
    }

    @Test
    @Fault(33)
    void processAndItsChildrenAreSeenAndRead() throws Exception {
        Process child = in(path, "sleep 1000 & wait", MOUNTINFO);
        await(2);
        Set<Long> pids = cgroups.pids(path);
        assertTrue(pids.contains(child.pid()));

        Reading reading = new CgroupReader(new Mounts(MOUNTINFO).hierarchies())
                .read(CgroupPath.of(path), Instant.now())
                .orElseThrow();
        assertTrue(reading.memoryUsageBytes().orElseThrow() > 0);
        assertTrue(reading.memoryPeakBytes().orElseThrow()
                >= reading.memoryUsageBytes().orElseThrow());
        assertTrue(reading.memoryLimitBytes().isEmpty());
        assertTrue(reading.cpuUsageNanos().orElseThrow() > 0);
        assertEquals(2, reading.pidsCurrent().orElseThrow());
        assertTrue(reading.pidsLimit().isEmpty());
    }

    @Test
    void removeKillsEverybodyAndLeavesNoDirectory() throws Exception {
        Process child = in(path, "trap '' TERM; sleep 1000 & wait", MOUNTINFO);
        make(path + "/deep", MOUNTINFO);
        in(path + "/deep", "exec sleep 1000", MOUNTINFO);
        await(3);
        cgroups.remove(path, soon());
        assertEquals(List.of(), directories(path, MOUNTINFO));
        assertTrue(child.waitFor(10, TimeUnit.SECONDS));
        assertEquals(128 + 9, child.exitValue());
        assertEquals(Set.of(), cgroups.pids(path));
    }

    @Test
    void removeEndsAProcessThatForksWithoutEnd() throws Exception {
        in(path, "while :; do sleep 0.5 & done", MOUNTINFO);
        await(10);
        cgroups.remove(path, soon());
        assertEquals(List.of(), directories(path, MOUNTINFO));
    }

    @Test
    void removeEndsFrozenProcesses() throws Exception {
        in(path, "exec sleep 1000", MOUNTINFO);
        for (Path cgroup : directories(path, MOUNTINFO)) {
            CgroupFiles.write(cgroup, "freezer.state", "FROZEN");
            CgroupFiles.write(cgroup, "cgroup.freeze", "1");
        }
        cgroups.remove(path, soon());
        assertEquals(List.of(), directories(path, MOUNTINFO));
    }

    @Test
    @Fault(33)
    void v2AloneIsEmptiedByItsOwnKill() throws Exception {
        String line = Files.readAllLines(MOUNTINFO).stream()
                .filter(mount -> mount.contains(" - cgroup2 "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this test needs a cgroup2 mount"));
        Path v2 = Files.writeString(directory.resolve("mountinfo"), line + "\n");
        HostCgroups alone = new HostCgroups(new LinuxKernel(), v2);
        Process child = in(path, "sleep 1000 & wait", v2);
        assertTrue(alone.pids(path).contains(child.pid()));
        alone.remove(path, soon());
        assertEquals(List.of(), directories(path, v2));
        assertTrue(child.waitFor(10, TimeUnit.SECONDS));
    }

    @Test
    void removeIfEmptySparesACgroupWithProcesses() throws Exception {
        in(path, "exec sleep 1000", MOUNTINFO);
        cgroups.removeIfEmpty(path);
        assertFalse(directories(path, MOUNTINFO).isEmpty());
        assertEquals(1, cgroups.pids(path).size());
        cgroups.remove(path, soon());
        make(path, MOUNTINFO);
        cgroups.removeIfEmpty(path);
        assertEquals(List.of(), directories(path, MOUNTINFO));
    }

    private Process in(String cgroup, String script, Path mountinfo) throws IOException {
        // It waits for a line until it was moved: so its children are born in the cgroup.
        Process child = new ProcessBuilder("/bin/sh", "-c", "read go; " + script).start();
        children.add(child);
        for (Path one : directories(cgroup, mountinfo)) {
            Files.writeString(one.resolve("cgroup.procs"), Long.toString(child.pid()));
        }
        child.getOutputStream().write('\n');
        child.getOutputStream().close();
        return child;
    }

    private void await(int processes) throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            if (cgroups.pids(path).size() >= processes) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("there were never " + processes + " processes");
    }

    private static void make(String cgroup, Path mountinfo) throws IOException {
        for (Hierarchy hierarchy : new Mounts(mountinfo).hierarchies()) {
            Path made = Files.createDirectory(hierarchy.directory(CgroupPath.of(cgroup)));
            // A v1 cpuset takes no process before it has processors and memory.
            for (String name : List.of("cpuset.cpus", "cpuset.mems")) {
                if (hierarchy.controllers().contains("cpuset")) {
                    Files.writeString(
                            made.resolve(name),
                            Files.readString(hierarchy.mountPoint().resolve(name)));
                }
            }
        }
    }

    private static List<Path> directories(String cgroup, Path mountinfo) {
        return new Mounts(mountinfo)
                .hierarchies().stream()
                        .map(hierarchy -> hierarchy.directory(CgroupPath.of(cgroup)))
                        .filter(Files::exists)
                        .toList();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
