package io.caisson.cgroups;

import java.nio.file.Path;
import java.util.Set;

/**
 * One mounted hierarchy.
 *
 * @param controllers of v1, as the mount options name them, {@code name=systemd} included; empty for v2, where each cgroup
 *     tells its own
 */
record Hierarchy(Path mountPoint, boolean v2, Set<String> controllers) {
    Hierarchy {
        controllers = Set.copyOf(controllers);
    }

    /** {@return where a cgroup lies in this hierarchy; may not exist} */
    Path directory(CgroupPath cgroup) {
        return mountPoint.resolve(cgroup.relative());
    }
}
