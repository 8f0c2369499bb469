package io.caisson.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.cgroup.Reading;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.RestartView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SampledReadingsTest {
    private static final ContainerId A = new ContainerId("a");
    private static final ContainerId B = new ContainerId("b");
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final ContainerState RUNNING =
            new ContainerState.Running(new ProcessIdentity(7, 1, OptionalLong.empty()), NOW);

    @TempDir
    Path directory;

    private FakeHost host;

    @BeforeEach
    void makeHost() throws IOException {
        host = new FakeHost(directory).v2("unified");
    }

    @Test
    void onlyContainersWithAnInitAreRead() throws IOException {
        host.file("unified", "a", "memory.current", "5").file("unified", "b", "memory.current", "6");
        ContainerState creating = new ContainerState.Creating(NOW);
        Sampler sampler = sampler(() -> List.of(view(A, RUNNING, "/a"), view(B, creating, "/b")));
        sampler.pass();
        assertEquals(OptionalLong.of(5), sampler.latest(A).orElseThrow().memoryUsageBytes());
        assertEquals(NOW, sampler.latest(A).orElseThrow().at());
        assertEquals(Optional.empty(), sampler.latest(B));
    }

    @Test
    void nextPassForgetsWhoIsGone() throws IOException {
        host.file("unified", "a", "memory.current", "5");
        AtomicReference<List<ContainerView>> now = new AtomicReference<>(List.of(view(A, RUNNING, "/a")));
        Sampler sampler = sampler(now::get);
        assertEquals(Optional.empty(), sampler.latest(A), "before the first pass");
        sampler.pass();
        assertTrue(sampler.latest(A).isPresent());
        now.set(List.of());
        sampler.pass();
        assertEquals(Optional.empty(), sampler.latest(A));
    }

    @Test
    void containerWithoutAUsablePathDoesNotHideTheOthers() throws IOException {
        host.file("unified", "b", "memory.current", "6");
        Sampler sampler = sampler(() ->
                List.of(view(A, RUNNING, "system.slice:caisson:a"), view(B, RUNNING, "/b"), view(A, RUNNING, "/none")));
        sampler.pass();
        assertEquals(Optional.empty(), sampler.latest(A));
        assertEquals(OptionalLong.of(6), sampler.latest(B).orElseThrow().memoryUsageBytes());
    }

    @Test
    void failedPassKeepsTheLastReadingsAndTheTimerAlive() throws Exception {
        host.file("unified", "a", "memory.current", "5");
        AtomicInteger passes = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(3);
        SampledReadings readings = new SampledReadings(
                () -> {
                    third.countDown();
                    if (passes.incrementAndGet() > 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return List.of(view(A, RUNNING, "/a"));
                },
                host.mountinfo(),
                100);
        try {
            assertTrue(third.await(20, TimeUnit.SECONDS));
            assertEquals(
                    OptionalLong.of(5),
                    readings.latest(A).map(Reading::memoryUsageBytes).orElseThrow());
        } finally {
            readings.deactivate();
        }
    }

    @Test
    void passesRunOnOneNamedDaemonThreadThatEndsWithTheComponent() throws Exception {
        AtomicReference<Thread> seen = new AtomicReference<>();
        CountDownLatch ran = new CountDownLatch(2);
        SampledReadings readings = new SampledReadings(
                () -> {
                    Thread before = seen.getAndSet(Thread.currentThread());
                    if (before == null || before == Thread.currentThread()) {
                        ran.countDown();
                    }
                    return List.of();
                },
                host.mountinfo(),
                100);
        assertTrue(ran.await(20, TimeUnit.SECONDS));
        assertEquals("caisson-readings", seen.get().getName());
        assertTrue(seen.get().isDaemon());
        readings.deactivate();
        seen.get().join(10_000);
        assertFalse(seen.get().isAlive());
    }

    @Test
    void periodOfZeroNeverReads() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        SampledReadings readings = new SampledReadings(
                () -> {
                    ran.countDown();
                    return List.of();
                },
                host.mountinfo(),
                0);
        assertFalse(ran.await(500, TimeUnit.MILLISECONDS));
        readings.deactivate();
    }

    private Sampler sampler(Supplier<List<ContainerView>> containers) throws IOException {
        return new Sampler(containers, host.mountinfo(), InstantSource.fixed(NOW));
    }

    private static ContainerView view(ContainerId id, ContainerState state, String cgroupsPath) {
        return new ContainerView(
                id,
                1,
                state,
                Path.of("/oci"),
                "runc",
                "",
                List.of(),
                false,
                List.of(),
                NOW,
                Optional.empty(),
                Optional.empty(),
                cgroupsPath,
                0,
                RestartView.NONE);
    }
}
