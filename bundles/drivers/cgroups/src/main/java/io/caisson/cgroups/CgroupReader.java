package io.caisson.cgroups;

import io.caisson.api.cgroup.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Takes one reading of a cgroup: each value from the v1 hierarchy that has its controller, else from v2. Files as in the
 * kernel's admin-guide/cgroup-v1 and cgroup-v2.rst.
 */
final class CgroupReader {
    /** v1 writes "no limit" as the largest number of pages, in bytes: 2^63-1 rounded down to a page. */
    private static final long V1_UNLIMITED = Long.MAX_VALUE & ~0xfffffL;

    private static final long NANOS_PER_MICRO = 1000;

    private final List<Hierarchy> hierarchies;

    CgroupReader(List<Hierarchy> hierarchies) {
        this.hierarchies = List.copyOf(hierarchies);
    }

    /** {@return what the kernel says; empty when the cgroup is in no hierarchy} */
    Optional<Reading> read(CgroupPath cgroup, Instant at) {
        Optional<Path> v2 = directory(cgroup, Hierarchy::v2);
        Optional<Path> memory = v1(cgroup, "memory");
        Optional<Path> cpuacct = v1(cgroup, "cpuacct");
        Optional<Path> pids = v1(cgroup, "pids");
        if (v2.isEmpty() && memory.isEmpty() && cpuacct.isEmpty() && pids.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Reading(
                at,
                either(memory, "memory.usage_in_bytes", v2, "memory.current"),
                either(memory, "memory.max_usage_in_bytes", v2, "memory.peak"),
                limited(either(memory, "memory.limit_in_bytes", v2, "memory.max")),
                cpuacct.isPresent() ? CgroupFiles.number(cpuacct.get(), "cpuacct.usage") : cpuOfV2(v2),
                either(pids, "pids.current", v2, "pids.current"),
                either(pids, "pids.max", v2, "pids.max")));
    }

    private Optional<Path> v1(CgroupPath cgroup, String controller) {
        return directory(cgroup, hierarchy -> hierarchy.controllers().contains(controller));
    }

    private Optional<Path> directory(CgroupPath cgroup, Predicate<Hierarchy> which) {
        return hierarchies.stream()
                .filter(which)
                .map(hierarchy -> hierarchy.directory(cgroup))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static OptionalLong either(Optional<Path> v1, String v1Name, Optional<Path> v2, String v2Name) {
        if (v1.isPresent()) {
            return CgroupFiles.number(v1.get(), v1Name);
        }
        return v2.isPresent() ? CgroupFiles.number(v2.get(), v2Name) : OptionalLong.empty();
    }

    private static OptionalLong cpuOfV2(Optional<Path> v2) {
        if (v2.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong micros = CgroupFiles.keyed(v2.get(), "cpu.stat", "usage_usec");
        return micros.isPresent() ? OptionalLong.of(micros.getAsLong() * NANOS_PER_MICRO) : micros;
    }

    private static OptionalLong limited(OptionalLong limit) {
        return limit.isPresent() && limit.getAsLong() >= V1_UNLIMITED ? OptionalLong.empty() : limit;
    }
}
