package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.EventType;
import io.caisson.testkit.Fault;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends and new lives with the real runc. The frozen one needs cgroup v1, where a frozen process does not die. */
class RealEndsTest {
    private static final ContainerId ID = new ContainerId("web");
    private static final ContainerId OTHER = new ContainerId("other");
    private static final List<EventType> LIFE =
            List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED, EventType.DELETED);

    @TempDir
    Path dir;

    private RealServer real;
    private Supervisor server;

    @BeforeEach
    void prepare() throws IOException {
        real = new RealServer(dir);
        boot(Boot.present());
    }

    private void boot(Boot boot) throws IOException {
        real.boot(boot);
        server = real.supervisor();
    }

    @AfterEach
    void end() throws IOException {
        for (ContainerView left : server.list()) { // of a test that failed
            Path freezer = freezer(left);
            if (Files.exists(freezer)) {
                Files.writeString(freezer, "THAWED");
            }
            server.delete(left.id(), true, TestServer.soon());
        }
        real.close();
    }

    private CreateRequest request(ContainerId id, String... args) throws IOException {
        return CreateRequest.of(id, OciBundles.busybox(dir.resolve("b-" + id), OciBundles.config(args)));
    }

    private static Path freezer(ContainerView container) {
        return Path.of("/sys/fs/cgroup/freezer" + container.cgroupsPath(), "freezer.state");
    }

    private static void freeze(ContainerView container, String state) throws IOException {
        Path file = freezer(container);
        Files.writeString(file, state);
        TestServer.await(state, () -> {
            try {
                return Files.readString(file).strip().equals(state);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    @Fault({41, 43})
    void stopAnswersInTimeWithTheStateAndTheExitIsToldWhenItComes() throws IOException {
        ContainerView frozen = server.run(request(ID, "sleep", "1000"), TestServer.soon());
        freeze(frozen, "FROZEN");
        long began = System.nanoTime();
        CaissonException unkillable = TestServer.refused(() -> server.stop(ID, Duration.ofSeconds(1)));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertEquals("container.unkillable", unkillable.reason());
        assertTrue(unkillable.getMessage().contains("is in state D"), unkillable.getMessage());
        assertTrue(took.compareTo(Duration.ofSeconds(13)) < 0, took.toString());
        assertEquals(
                "container.running",
                TestServer.refused(() -> server.delete(ID, false, TestServer.soon()))
                        .reason());

        server.run(request(OTHER, "sleep", "1000"), TestServer.soon());
        server.delete(OTHER, true, TestServer.soon());

        began = System.nanoTime();
        real.close();
        took = Duration.ofNanos(System.nanoTime() - began);
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took.toString());
        boot(Boot.present());

        freeze(frozen, "THAWED");
        assertEquals(137, server.waitFor(ID, ProcessId.INIT, TestServer.soon()).code());
        assertEquals(137, server.stop(ID, Duration.ofSeconds(1)).code());
        server.delete(ID, false, TestServer.soon());
        assertEquals(LIFE, real.told(ID));
    }

    @Test
    void aFailingContainerIsStartedAgainAsOftenAsItsPolicySaysAndItsLogGoesOn() throws IOException {
        server.run(
                request(ID, "sh", "-c", "echo a life; exit 3").withRestart(RestartPolicy.onFailure(2)),
                TestServer.soon());
        TestServer.await(
                "three lives over",
                () -> real.told(ID).stream().filter(EventType.EXITED::equals).count() == 3);
        TestServer.await("counted", () -> server.require(ID).restart().count() == 2);
        ContainerView last = server.require(ID);
        assertEquals(3, last.exit().orElseThrow().code());
        assertEquals("stopped", last.word());
        try (var lines = Files.lines(last.logFile().orElseThrow())) {
            assertEquals(3, lines.filter(line -> line.endsWith("a life")).count());
        }
        server.delete(ID, false, TestServer.soon());
    }

    @Test
    @Fault(24)
    void whatHasTheOldPidsAfterARebootLivesOn() throws IOException {
        ContainerView plain = server.run(request(ID, "sleep", "1000"), TestServer.soon());
        ContainerView always =
                server.run(request(OTHER, "sleep", "1000").withRestart(RestartPolicy.ALWAYS), TestServer.soon());
        List<ProcessHandle> strangers = List.of(leaveCgroups(plain), leaveCgroups(always), shim(plain), shim(always));
        real.close();
        try {
            // The same processes, to a server that believes the host was booted: strangers with the very pids of
            // before.
            boot(new Boot("00000000-0000-0000-0000-000000000000"));
            TestServer.await("a reboot told", () -> server.require(ID).status() == ContainerStatus.STOPPED);
            assertEquals("reboot", server.require(ID).exit().orElseThrow().reason());
            TestServer.await(
                    "started again",
                    () -> server.find(OTHER)
                            .filter(view -> view.status() == ContainerStatus.RUNNING)
                            .filter(view -> view.birth() != always.birth())
                            .isPresent());
            server.delete(ID, true, TestServer.soon());
            server.delete(OTHER, true, TestServer.soon());
            assertEquals(LIFE, real.told(ID));
            assertEquals(2 * LIFE.size(), real.told(OTHER).size());
            assertTrue(strangers.stream().allMatch(ProcessHandle::isAlive), strangers.toString());
        } finally {
            strangers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static ProcessHandle shim(ContainerView container) {
        return ProcessHandle.of(container.processes().get(0).shimPid().orElseThrow())
                .orElseThrow();
    }

    /** A stranger is in no cgroup of ours. {@return the container's init} */
    private static ProcessHandle leaveCgroups(ContainerView container) throws IOException {
        String pid = Long.toString(container.pid().orElseThrow());
        Path inHierarchy = Path.of(container.cgroupsPath().substring(1), "cgroup.procs");
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies) {
                if (Files.exists(hierarchy.resolve(inHierarchy))) {
                    Files.writeString(hierarchy.resolve("cgroup.procs"), pid);
                }
            }
        }
        return ProcessHandle.of(container.pid().orElseThrow()).orElseThrow();
    }
}
