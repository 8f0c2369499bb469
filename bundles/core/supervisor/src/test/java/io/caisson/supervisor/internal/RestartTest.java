package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventType;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.time.Deadline;
import io.caisson.events.internal.SegmentedJournal;
import io.caisson.logs.internal.LogFiles;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restart policies and reboots, on a host in memory. */
class RestartTest {
    private static final ContainerId ID = new ContainerId("web");
    private static final List<EventType> LIFE =
            List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED, EventType.DELETED);
    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(2), Duration.ofMillis(20), Duration.ofSeconds(10));
    private static final Backoff SLOW = new Backoff(Duration.ofDays(1), Duration.ofDays(1), Duration.ofSeconds(10));

    @TempDir
    Path dir;

    private final FakeHost.World world = new FakeHost.World();
    private Backoff backoff = QUICK;
    private String bootId = "boot-1";
    private SegmentedJournal journal;
    private Supervisor server;

    private record Settings(Path stateDir, Path rootDir, Path logDir) implements ServerSettings {
        @Override
        public String runtime() {
            return "fake";
        }

        @Override
        public List<String> runtimeArgs() {
            return List.of();
        }

        @Override
        public String version() {
            return "test";
        }
    }

    @BeforeEach
    void boot() throws IOException {
        Settings settings = new Settings(dir.resolve("state"), dir.resolve("root"), dir.resolve("log"));
        Files.createDirectories(settings.stateDir());
        FakeHost host = new FakeHost(world, new KillPoints(0));
        journal = new SegmentedJournal(settings);
        server = new Supervisor(
                settings,
                host,
                host,
                host,
                journal,
                new LogFiles(settings, Map.of()),
                host,
                new DurableFiles(DurableFiles.Changes.NONE),
                new Boot(bootId),
                backoff);
        await("restored", () -> server.restoreProgress().complete());
    }

    @AfterEach
    void stop() throws IOException {
        server.deactivate();
        journal.close();
    }

    private void restartServer() throws IOException {
        stop();
        boot();
    }

    /** @param volatileState whether the state directory is in memory */
    private void reboot(boolean volatileState) throws IOException {
        stop();
        world.reboot(volatileState);
        bootId = "boot-2";
        if (volatileState) {
            new DurableFiles(DurableFiles.Changes.NONE).removeTree(dir.resolve("state"));
        }
        boot();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    private static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "not " + what);
            LockSupport.parkNanos(500_000);
        }
    }

    private ContainerView run(RestartPolicy policy) {
        return server.run(CreateRequest.of(ID, Path.of("/oci")).withRestart(policy), soon());
    }

    private ContainerView view() {
        return server.require(ID);
    }

    private void awaitRunning(long otherThan) {
        await(
                "running again",
                () -> server.find(ID)
                        .filter(view -> view.birth() != otherThan)
                        .filter(view -> view.status() == ContainerStatus.RUNNING)
                        .isPresent());
    }

    /** Ends the present life and waits for the next one. */
    private void endAndAwaitNext(int code) {
        long birth = view().birth();
        world.end(ID, ProcessId.INIT, code);
        awaitRunning(birth);
    }

    private void end(int code) {
        world.end(ID, ProcessId.INIT, code);
        await("stopped", () -> view().status() == ContainerStatus.STOPPED);
    }

    private List<EventType> told() {
        return journal.read(0, EventFilter.ALL, 1000).stream()
                .map(entry -> entry.event().type())
                .toList();
    }

    private List<ExitStatus> exits() {
        return journal.read(0, EventFilter.ALL, 1000).stream()
                .filter(entry -> entry.event() instanceof ContainerEvent.Exited)
                .map(entry -> ((ContainerEvent.Exited) entry.event()).exit())
                .toList();
    }

    private Path definition() {
        return dir.resolve("root/containers/web.json");
    }

    @Test
    void anotherLifeHasTheSameIdAndAnotherBirthAndTheOldOneIsDeletedJustBefore() throws IOException {
        long first = run(RestartPolicy.ALWAYS).birth();
        endAndAwaitNext(3);
        await("counted", () -> view().restart().count() == 1);
        assertTrue(view().birth() > first);
        assertEquals(
                List.of(
                        EventType.CREATED,
                        EventType.STARTED,
                        EventType.EXITED,
                        EventType.DELETED,
                        EventType.CREATED,
                        EventType.STARTED),
                told());
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(definition()));
        assertEquals(
                PosixFilePermissions.fromString("rwx------"),
                Files.getPosixFilePermissions(definition().getParent()));
        server.delete(ID, true, soon());
        assertFalse(Files.exists(definition()));
        assertEquals(List.of(), world.residue());
    }

    @Test
    void onFailureRestartsOnlyAFailureAndNoMoreThanItsNumber() {
        run(RestartPolicy.onFailure(2));
        endAndAwaitNext(1);
        endAndAwaitNext(1);
        await("counted", () -> view().restart().count() == 2);
        end(1);
        await("noted", () -> told().size() >= 11);
        assertTrue(view().restart().nextAt().isEmpty());
        assertEquals("stopped", view().word());
    }

    @Test
    void onFailureLeavesASuccessAlone() {
        run(RestartPolicy.onFailure(0));
        end(0);
        assertTrue(view().restart().nextAt().isEmpty());
    }

    @Test
    void whileItWaitsItIsStoppedItsIdIsTakenAndAServerRestartChangesNothing() throws IOException {
        stop();
        backoff = SLOW;
        boot();
        run(RestartPolicy.ALWAYS);
        end(7);
        await("planned", () -> view().restart().nextAt().isPresent());
        assertEquals("restarting", view().word());
        assertEquals(ContainerStatus.STOPPED, view().status());
        assertEquals(
                "container.exists",
                assertThrows(CaissonException.class, () -> run(RestartPolicy.NO))
                        .reason());
        restartServer();
        await("planned again", () -> view().restart().nextAt().isPresent());
        assertEquals(7, view().exit().orElseThrow().code());
        server.delete(ID, false, soon());
        assertEquals(LIFE, told());
        assertFalse(Files.exists(definition()));
    }

    @Test
    void aStopWinsAlsoOverServerRestartsUntilAStart() throws IOException {
        run(RestartPolicy.ALWAYS);
        assertEquals(128 + 15, server.stop(ID, Duration.ofSeconds(5)).code());
        assertTrue(view().restart().stoppedByUser());
        restartServer();
        assertTrue(view().restart().stoppedByUser());
        assertTrue(view().restart().nextAt().isEmpty());
        long stopped = view().birth();
        assertEquals(ContainerStatus.RUNNING, server.start(ID, soon()).status());
        assertTrue(view().birth() > stopped);
        assertFalse(view().restart().stoppedByUser());
        assertEquals(0, view().restart().count());
        endAndAwaitNext(0);
    }

    @Test
    void aStopWhileItWaitsCancelsTheRestart() throws IOException {
        stop();
        backoff = SLOW;
        boot();
        run(RestartPolicy.ALWAYS);
        end(7);
        await("planned", () -> view().restart().nextAt().isPresent());
        assertEquals(7, server.stop(ID, Duration.ZERO).code());
        assertTrue(view().restart().nextAt().isEmpty());
    }

    @Test
    void aKillIsNoStop() {
        long first = run(RestartPolicy.UNLESS_STOPPED).birth();
        server.kill(ID, ProcessId.INIT, Signal.KILL);
        awaitRunning(first);
    }

    @Test
    void whatCannotBeCreatedIsTriedAgainAndShown() {
        run(RestartPolicy.ALWAYS);
        world.beforeLaunch = () -> {
            throw new CaissonException(ErrorCode.FAILED_PRECONDITION, "runtime.refused", "the root is gone");
        };
        end(1);
        await("shown", () -> view().restart().lastError().equals("the root is gone"));
        long old = view().birth();
        world.beforeLaunch = () -> {};
        awaitRunning(old);
        await("cleared", () -> view().restart().lastError().isEmpty());
    }

    @Test
    void aPolicyCanBeChanged() throws IOException {
        run(RestartPolicy.NO);
        assertEquals(
                "on-failure:3",
                server.updateRestartPolicy(ID, RestartPolicy.onFailure(3), soon())
                        .restart()
                        .policy()
                        .text());
        endAndAwaitNext(1);
        server.updateRestartPolicy(ID, RestartPolicy.NO, soon());
        assertFalse(Files.exists(definition()));
        end(1);
        assertTrue(view().restart().nextAt().isEmpty());
        restartServer();
        assertEquals(ContainerStatus.STOPPED, view().status());
    }

    @Test
    void aDefinitionKeepsWhatItDoesNotKnow() throws IOException {
        run(RestartPolicy.ALWAYS);
        stop();
        Files.writeString(definition(), Files.readString(definition()).replaceFirst("\\{", "{\"later\": [1],"));
        boot();
        server.stop(ID, Duration.ZERO);
        assertTrue(Files.readString(definition()).contains("later"), Files.readString(definition()));
    }

    @Test
    void aDefinitionThatCannotBeReadStopsNobody() throws IOException {
        run(RestartPolicy.ALWAYS);
        stop();
        Files.writeString(definition(), "{\"version\": 1");
        boot();
        assertEquals(ContainerStatus.RUNNING, view().status());
        assertEquals(RestartPolicy.NO, view().restart().policy());
        assertEquals("{\"version\": 1", Files.readString(definition()));
    }

    // Reboots.

    @Test
    @Fault(24)
    void aRebootEndsEachLiveContainerOnceAndSignalsNobody() throws IOException {
        run(RestartPolicy.NO);
        reboot(false);
        await("told", () -> exits().size() == 1);
        assertEquals("reboot", exits().get(0).reason());
        assertEquals(255, view().exit().orElseThrow().code());
        restartServer();
        assertEquals(1, exits().size());
        server.delete(ID, false, soon());
        assertEquals(LIFE, told());
        assertEquals(List.of(), world.residue());
        assertEquals(0, world.touchedStrangers());
    }

    @Test
    @Fault(24)
    void aContainerWhoseVolatileStateIsGoneIsToldOfAndDeleted() throws IOException {
        run(RestartPolicy.NO);
        reboot(true);
        await("gone", () -> server.list().isEmpty() && told().equals(LIFE));
        assertEquals("reboot", exits().get(0).reason());
        assertEquals(0, world.touchedStrangers());
    }

    @Test
    @Fault(24)
    void afterARebootThePolicyActs() throws IOException {
        for (boolean volatileState : new boolean[] {false, true}) {
            bootId = "boot-1";
            long first = run(RestartPolicy.onFailure(1)).birth();
            reboot(volatileState);
            awaitRunning(first);
            assertEquals(
                    1,
                    exits().stream()
                            .filter(exit -> exit.reason().equals("reboot"))
                            .count());
            server.delete(ID, true, soon());
            await("gone", () -> server.list().isEmpty());
            stop();
            new DurableFiles(DurableFiles.Changes.NONE).removeTree(dir.resolve("root"));
            bootId = "boot-1";
            boot();
        }
    }

    @Test
    void afterARebootAlwaysForgetsAStopAndUnlessStoppedDoesNot() throws IOException {
        for (RestartPolicy policy : List.of(RestartPolicy.ALWAYS, RestartPolicy.UNLESS_STOPPED)) {
            bootId = "boot-1";
            restartServer();
            long first = run(policy).birth();
            server.stop(ID, Duration.ZERO);
            reboot(true);
            if (policy.equals(RestartPolicy.ALWAYS)) {
                awaitRunning(first);
            } else {
                await("known", () -> server.find(ID).isPresent());
                assertEquals(ContainerStatus.STOPPED, view().status());
                assertTrue(view().restart().nextAt().isEmpty());
                assertEquals(first, view().birth());
            }
            server.delete(ID, true, soon());
            await("gone", () -> server.list().isEmpty());
        }
    }
}
