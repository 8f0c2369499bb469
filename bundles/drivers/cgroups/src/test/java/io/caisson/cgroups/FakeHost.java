package io.caisson.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Cgroup hierarchies as plain directories, and the mountinfo that tells of them. */
final class FakeHost {
    private final Path directory;
    private final StringBuilder lines = new StringBuilder("22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n");
    private int device = 30;

    FakeHost(Path directory) {
        this.directory = directory;
    }

    /** Adds a v1 hierarchy; {@code controllers} as in the mount options. */
    FakeHost v1(String name, String controllers) throws IOException {
        return add(name, "cgroup cgroup rw," + controllers);
    }

    FakeHost v2(String name) throws IOException {
        return add(name, "cgroup2 cgroup2 rw,nsdelegate");
    }

    Path mountinfo() throws IOException {
        return Files.writeString(directory.resolve("mountinfo"), lines);
    }

    /** Writes a file of a cgroup, which is made. */
    FakeHost file(String hierarchy, String cgroup, String name, String text) throws IOException {
        Files.writeString(cgroup(hierarchy, cgroup).resolve(name), text + "\n");
        return this;
    }

    /** {@return the directory of a cgroup, which is made} */
    Path cgroup(String hierarchy, String cgroup) throws IOException {
        return Files.createDirectories(directory.resolve(hierarchy).resolve(cgroup));
    }

    private FakeHost add(String name, String rest) throws IOException {
        Path mountPoint = Files.createDirectory(directory.resolve(name));
        device++;
        lines.append(
                device + " 22 0:" + device + " / " + mountPoint + " rw,nosuid shared:" + device + " - " + rest + "\n");
        return this;
    }
}
