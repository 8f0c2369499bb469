package io.caisson.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.caisson.api.cgroup.Reading;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Absent, zero and unlimited are three things, on every layout of hosts. */
class CgroupReaderTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final OptionalLong NONE = OptionalLong.empty();

    @TempDir
    Path directory;

    @Test
    @Fault(33)
    void v1IsReadFromTheHierarchyOfEachController() throws IOException {
        FakeHost host = new FakeHost(directory)
                .v1("cpu,cpuacct", "cpu,cpuacct")
                .v1("memory", "memory")
                .v1("pids", "pids")
                .file("cpu,cpuacct", "a/c", "cpuacct.usage", "12345")
                .file("memory", "a/c", "memory.usage_in_bytes", "4096")
                .file("memory", "a/c", "memory.max_usage_in_bytes", "8192")
                .file("memory", "a/c", "memory.limit_in_bytes", "65536")
                .file("pids", "a/c", "pids.current", "3")
                .file("pids", "a/c", "pids.max", "10");
        assertReading(host, of(4096), of(8192), of(65536), of(12345), of(3), of(10));
    }

    @Test
    void v1WithoutLimitsHasNone() throws IOException {
        FakeHost host = new FakeHost(directory)
                .v1("memory", "memory")
                .v1("pids", "pids")
                .file("memory", "a/c", "memory.usage_in_bytes", "0")
                .file("memory", "a/c", "memory.limit_in_bytes", "9223372036854771712")
                .file("pids", "a/c", "pids.max", "max");
        assertReading(host, of(0), NONE, NONE, NONE, NONE, NONE);
    }

    @Test
    void v1WithLargePagesHasNoLimitEither() throws IOException {
        FakeHost host = new FakeHost(directory)
                .v1("memory", "memory")
                .file("memory", "a/c", "memory.limit_in_bytes", "9223372036854710272");
        assertReading(host, NONE, NONE, NONE, NONE, NONE, NONE);
    }

    @Test
    @Fault(33)
    void v2IsReadFromItsOneDirectory() throws IOException {
        FakeHost host = new FakeHost(directory)
                .v2("unified")
                .file("unified", "a/c", "memory.current", "4096")
                .file("unified", "a/c", "memory.peak", "8192")
                .file("unified", "a/c", "memory.max", "65536")
                .file("unified", "a/c", "cpu.stat", "usage_usec_x 1\nusage_usec 12\nuser_usec 5")
                .file("unified", "a/c", "pids.current", "3")
                .file("unified", "a/c", "pids.max", "10");
        assertReading(host, of(4096), of(8192), of(65536), of(12_000), of(3), of(10));
    }

    @Test
    void v2OfAnOldKernelHasNoPeakAndMaxMeansNoLimit() throws IOException {
        FakeHost host = new FakeHost(directory)
                .v2("unified")
                .file("unified", "a/c", "memory.current", "4096")
                .file("unified", "a/c", "memory.max", "max")
                .file("unified", "a/c", "pids.max", "max");
        assertReading(host, of(4096), NONE, NONE, NONE, NONE, NONE);
    }

    @Test
    @Fault(33)
    void hybridHostPrefersV1AndFillsFromV2() throws IOException {
        FakeHost host = new FakeHost(directory)
                .v1("memory", "memory")
                .v2("unified")
                .file("memory", "a/c", "memory.usage_in_bytes", "4096")
                .file("unified", "a/c", "memory.current", "1")
                .file("unified", "a/c", "cpu.stat", "usage_usec 12")
                .file("unified", "a/c", "pids.current", "3");
        assertReading(host, of(4096), NONE, NONE, of(12_000), of(3), NONE);
    }

    @Test
    @Fault(33)
    void garbageIsAbsentNotZero() throws IOException {
        FakeHost host = new FakeHost(directory)
                .v2("unified")
                .file("unified", "a/c", "memory.current", "18446744073709551615")
                .file("unified", "a/c", "memory.peak", "")
                .file("unified", "a/c", "memory.max", "-1")
                .file("unified", "a/c", "cpu.stat", "usage_usec\nusage_usec x")
                .file("unified", "a/c", "pids.current", "three");
        assertReading(host, NONE, NONE, NONE, NONE, NONE, NONE);
    }

    @Test
    @Fault(33)
    void cgroupThatIsNowhereHasNoReading() throws IOException {
        FakeHost host = new FakeHost(directory).v1("memory", "memory").v2("unified");
        assertEquals(Optional.empty(), read(host));
    }

    private static void assertReading(
            FakeHost host,
            OptionalLong memory,
            OptionalLong peak,
            OptionalLong limit,
            OptionalLong cpu,
            OptionalLong pids,
            OptionalLong pidsLimit)
            throws IOException {
        assertEquals(Optional.of(new Reading(NOW, memory, peak, limit, cpu, pids, pidsLimit)), read(host));
    }

    private static Optional<Reading> read(FakeHost host) throws IOException {
        return new CgroupReader(new Mounts(host.mountinfo()).hierarchies()).read(CgroupPath.of("/a/c"), NOW);
    }

    private static OptionalLong of(long value) {
        return OptionalLong.of(value);
    }
}
