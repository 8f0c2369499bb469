package io.caisson.cgroups;

import io.caisson.api.cgroup.Cgroups;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The cgroups of this host. Depends on no container service, since the supervisor depends on it. Every method throws
 * INVALID_ARGUMENT {@code cgroup.path-invalid} for a path that is not absolute, is the root, or contains {@code ..}.
 * Holds nothing that changes.
 */
@Component
public final class HostCgroups implements Cgroups {
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

    private final Mounts mounts;
    private final CgroupKiller killer;

    @Activate
    public HostCgroups(@Reference Kernel kernel) {
        this(kernel, Path.of("/proc/self/mountinfo"));
    }

    /** @param mountinfo where the hierarchies are told, in the format of /proc/self/mountinfo */
    HostCgroups(Kernel kernel, Path mountinfo) {
        this.mounts = new Mounts(mountinfo);
        this.killer = new CgroupKiller(kernel);
    }

    @Override
    public Set<Long> pids(String cgroupsPath) {
        List<Path> all =
                tree(CgroupPath.of(cgroupsPath)).stream().flatMap(List::stream).toList();
        return new TreeSet<>(CgroupKiller.pids(all));
    }

    @Override
    public boolean isPopulated(String cgroupsPath) {
        CgroupPath cgroup = CgroupPath.of(cgroupsPath);
        return mounts.hierarchies().stream()
                .map(hierarchy -> CgroupFiles.bottomUp(hierarchy.directory(cgroup)))
                .filter(tree -> !tree.isEmpty())
                .findFirst()
                .filter(tree -> !CgroupKiller.pids(tree).isEmpty())
                .isPresent();
    }

    @Override
    public Set<String> populatedChildren(String cgroupsPath) {
        CgroupPath parent = CgroupPath.of(cgroupsPath);
        Set<String> names = new TreeSet<>();
        mounts.hierarchies()
                .forEach(hierarchy -> CgroupFiles.children(hierarchy.directory(parent)).stream()
                        .filter(child ->
                                !CgroupKiller.pids(CgroupFiles.bottomUp(child)).isEmpty())
                        .forEach(child -> names.add(child.getFileName().toString())));
        return names;
    }

    @Override
    public void remove(String cgroupsPath, Deadline deadline) {
        CgroupPath cgroup = CgroupPath.of(cgroupsPath);
        long pause = FIRST_PAUSE_NANOS;
        List<List<Path>> left = tree(cgroup);
        while (!left.isEmpty()) {
            killer.killOnce(left);
            left.forEach(hierarchy -> hierarchy.forEach(CgroupFiles::remove));
            left = tree(cgroup);
            if (!left.isEmpty()) {
                if (deadline.hasPassed()) {
                    throw busy(left);
                }
                // The kernel empties a cgroup some moments after the death of its last process.
                LockSupport.parkNanos(Math.min(pause, deadline.remaining().toNanos() + 1));
                pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
            }
        }
    }

    @Override
    public void removeIfEmpty(String cgroupsPath) {
        CgroupPath cgroup = CgroupPath.of(cgroupsPath);
        mounts.hierarchies().forEach(hierarchy -> CgroupFiles.remove(hierarchy.directory(cgroup)));
    }

    private List<List<Path>> tree(CgroupPath cgroup) {
        return mounts.hierarchies().stream()
                .map(hierarchy -> CgroupFiles.bottomUp(hierarchy.directory(cgroup)))
                .filter(tree -> !tree.isEmpty())
                .toList();
    }

    private static CaissonException busy(List<List<Path>> left) {
        Path first = left.get(0).get(0);
        int processes =
                CgroupKiller.pids(left.stream().flatMap(List::stream).toList()).size();
        return new CaissonException(
                ErrorCode.DEADLINE_EXCEEDED,
                "cgroup.busy",
                "cgroup " + first + " stays: " + processes + " processes are left in it, its kin or below",
                Map.of("cgroup", first.toString(), "processes", Integer.toString(processes)));
    }
}
