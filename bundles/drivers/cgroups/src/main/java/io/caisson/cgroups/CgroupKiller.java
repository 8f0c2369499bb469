package io.caisson.cgroups;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sends SIGKILL to all that is in a cgroup and below it; one round, to be repeated until nobody is left. */
final class CgroupKiller {
    private static final int SIGKILL = 9;
    private static final int PIDFDS_AT_ONCE = 128;

    private final Kernel kernel;

    CgroupKiller(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * @param tree the cgroup and all below it, parents last, in each hierarchy
     */
    void killOnce(List<List<Path>> tree) {
        List<Path> all = tree.stream().flatMap(List::stream).toList();
        if (pids(all).isEmpty()) {
            return;
        }
        // v2, Linux 5.14 and later: one write reaches also those that are being forked. Takes the cgroups below with
        // it.
        tree.forEach(one -> CgroupFiles.write(one.get(one.size() - 1), "cgroup.kill", "1"));
        // v1: nobody forks while frozen, so one round catches a fork bomb; but SIGKILL acts only once thawed.
        all.forEach(cgroup -> CgroupFiles.write(cgroup, "freezer.state", "FROZEN"));
        try {
            signal(all);
        } finally {
            for (int i = all.size() - 1; i >= 0; i--) {
                CgroupFiles.write(all.get(i), "freezer.state", "THAWED");
            }
        }
    }

    private void signal(List<Path> all) {
        List<Long> pids = List.copyOf(pids(all));
        for (int from = 0; from < pids.size(); from += PIDFDS_AT_ONCE) {
            signal(all, pids.subList(from, Math.min(from + PIDFDS_AT_ONCE, pids.size())));
        }
    }

    private void signal(List<Path> all, List<Long> pids) {
        List<Target> targets = new ArrayList<>();
        try {
            pids.forEach(pid -> open(pid, targets));
            // A number may have passed to a stranger before its pidfd was open; who is still listed is the one meant.
            Set<Long> still = pids(all);
            for (Target target : targets) {
                if (still.contains(target.pid)) {
                    kill(target.pidfd);
                }
            }
        } finally {
            targets.forEach(target -> target.pidfd.close());
        }
    }

    private void open(long pid, List<Target> targets) {
        try {
            targets.add(new Target(pid, kernel.pidfdOpen(pid)));
        } catch (CaissonException e) {
            // Gone meanwhile, or out of descriptors: the next round takes those that are left.
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.RESOURCE_EXHAUSTED) {
                throw e;
            }
        }
    }

    private void kill(Fd pidfd) {
        try {
            kernel.pidfdSendSignal(pidfd, SIGKILL);
        } catch (CaissonException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }

    static Set<Long> pids(List<Path> cgroups) {
        Set<Long> pids = new HashSet<>();
        cgroups.forEach(cgroup -> pids.addAll(CgroupFiles.pids(cgroup)));
        return pids;
    }

    private record Target(long pid, Fd pidfd) {}
}
