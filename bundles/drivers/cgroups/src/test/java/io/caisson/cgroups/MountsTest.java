package io.caisson.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.error.CaissonException;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    @TempDir
    Path directory;

    @Test
    @Fault(33)
    void hybridHostHasEachHierarchyOnce() throws IOException {
        List<Hierarchy> found = parse("""
                23 1 0:21 / /sys rw - sysfs sysfs rw
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
                35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                40 31 0:37 / /sys/fs/cgroup/systemd rw shared:1 master:2 - cgroup cgroup rw,xattr,name=systemd
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                """);
        assertEquals(
                List.of(
                        new Hierarchy(Path.of("/sys/fs/cgroup/cpu,cpuacct"), false, Set.of("rw", "cpu", "cpuacct")),
                        new Hierarchy(Path.of("/sys/fs/cgroup/memory"), false, Set.of("rw", "memory")),
                        new Hierarchy(Path.of("/sys/fs/cgroup/systemd"), false, Set.of("rw", "xattr", "name=systemd")),
                        new Hierarchy(Path.of("/sys/fs/cgroup/unified"), true, Set.of())),
                found);
    }

    @Test
    void mountOfTheWholeHierarchyIsPreferredToOneOfAPart() throws IOException {
        List<Hierarchy> found = parse("""
                50 1 0:38 /part /elsewhere rw - cgroup2 none rw
                51 1 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
                52 1 0:38 / /again rw - cgroup2 cgroup2 rw
                """);
        assertEquals(List.of(new Hierarchy(Path.of("/sys/fs/cgroup"), true, Set.of())), found);
    }

    @Test
    @Fault(33)
    void aHierarchyThatAnotherMountCoversIsNone() throws IOException {
        List<Hierarchy> found = parse("""
                23 1 0:21 / /sys rw - sysfs sysfs rw
                31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
                35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                99 41 0:50 / /sys/fs/cgroup/unified rw - tmpfs none rw
                """);
        assertEquals(List.of(new Hierarchy(Path.of("/sys/fs/cgroup/memory"), false, Set.of("rw", "memory"))), found);
    }

    @Test
    void aHierarchyThatCoversWhatWasThereIsSeenAndThoseBelowAreNot() throws IOException {
        List<Hierarchy> found = parse("""
                23 1 0:21 / /sys rw - sysfs sysfs rw
                31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
                35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                99 31 0:38 / /sys/fs/cgroup rw - cgroup2 none rw
                """);
        assertEquals(List.of(new Hierarchy(Path.of("/sys/fs/cgroup"), true, Set.of())), found);
    }

    @Test
    void escapedBlanksAreRead() throws IOException {
        List<Hierarchy> found = parse("50 1 0:38 / /a\\040b\\134c rw - cgroup2 none rw\n");
        assertEquals(Path.of("/a b\\c"), found.get(0).mountPoint());
    }

    @Test
    void linesOfAnotherShapeArePassedOver() throws IOException {
        assertEquals(List.of(), parse("\n - \nx y z - cgroup2\n1 2 3 4 5 6 7\n50 1 0:38 / /a rw -\n"));
    }

    @Test
    @Fault(33)
    void missingFileIsTold() {
        CaissonException failure =
                assertThrows(CaissonException.class, () -> new Mounts(directory.resolve("none")).hierarchies());
        assertEquals("cgroup.mounts-unreadable", failure.reason());
    }

    private List<Hierarchy> parse(String text) throws IOException {
        return new Mounts(Files.writeString(directory.resolve("mountinfo"), text)).hierarchies();
    }
}
