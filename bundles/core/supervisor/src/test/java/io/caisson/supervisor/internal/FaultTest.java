package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.EventType;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.time.Deadline;
import io.caisson.events.internal.SegmentedJournal;
import io.caisson.logs.internal.LogFiles;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full disks, a journal that refuses, runtimes that are late and calls at the wrong moment: nothing is lost or told twice. */
class FaultTest {
    private static final ContainerId ID = new ContainerId("web");
    private static final ProcessId EXEC = new ProcessId("x");

    @TempDir
    Path dir;

    private final FakeHost.World world = new FakeHost.World();
    private final AtomicInteger refusedChanges = new AtomicInteger();
    private final AtomicInteger refusedAppends = new AtomicInteger();
    private volatile String refusedChange = ""; // a change and the beginning of a file's name; empty refuses none
    private volatile boolean journalRefuses;
    private SegmentedJournal journal;
    private LogFiles logs;
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

    private final class RefusingJournal implements EventJournal {
        @Override
        public List<EventRecord> append(List<? extends ContainerEvent> events) {
            if (journalRefuses) {
                refusedAppends.incrementAndGet();
                throw new CaissonException(ErrorCode.UNAVAILABLE, "journal.write-failed", "the disk is full");
            }
            return journal.append(events);
        }

        @Override
        public List<EventRecord> read(long afterSequence, EventFilter filter, int max) {
            return journal.read(afterSequence, filter, max);
        }

        @Override
        public EventCursor open(long afterSequence, EventFilter filter) {
            return journal.open(afterSequence, filter);
        }

        @Override
        public long firstSequence() {
            return journal.firstSequence();
        }

        @Override
        public long lastSequence() {
            return journal.lastSequence();
        }

        @Override
        public Optional<String> degradedReason() {
            return journal.degradedReason();
        }
    }

    @BeforeEach
    void boot() throws IOException {
        Settings settings = new Settings(dir.resolve("state"), dir.resolve("root"), dir.resolve("log"));
        Files.createDirectories(settings.stateDir());
        FakeHost host = new FakeHost(world, new KillPoints(0));
        journal = new SegmentedJournal(settings);
        logs = new LogFiles(settings, Map.of());
        server = new Supervisor(
                settings, host, host, host, new RefusingJournal(), logs, host, new DurableFiles(this::beforeChange));
    }

    private void beforeChange(String change, Path file) throws IOException {
        if (!refusedChange.isEmpty() && (change + " " + file.getFileName()).startsWith(refusedChange)) {
            refusedChanges.incrementAndGet();
            throw new IOException("No space left on device");
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.deactivate();
        journal.close();
    }

    private void restart() throws IOException {
        stop();
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

    private List<EventType> told() {
        return journal.read(0, EventFilter.ALL, 1000).stream()
                .map(entry -> entry.event().type())
                .toList();
    }

    private void awaitTold(EventType type) {
        await(type + " told", () -> told().contains(type));
    }

    private List<String> leftDirectories() {
        try (Stream<Path> children = Files.list(dir.resolve("state"))) {
            return children.map(child -> child.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        server.run(CreateRequest.of(ID, Path.of("/oci")), soon());
    }

    private static ExecRequest exec() {
        return new ExecRequest(
                ID,
                EXEC,
                List.of("ls"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                StdioRequest.LOGGED);
    }

    private CaissonException refused(Runnable call) {
        return assertThrows(CaissonException.class, call::run);
    }

    @Test
    void anExitThatTheFullDiskDoesNotTakeIsToldWhenItHasRoom() {
        run();
        refusedChange = "write";
        world.end(ID, ProcessId.INIT, 7);
        await("the exit refused", () -> refusedChanges.get() > 0);
        refusedChange = "";
        assertEquals(7, server.waitFor(ID, ProcessId.INIT, soon()).code());
        assertEquals(List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED), told());
    }

    @Test
    void anExitOfAnExecThatTheFullDiskDoesNotTakeIsToldOnceAndBeforeInit() throws Exception {
        run();
        Attachment attachment = server.exec(exec(), OutputListener.NONE, soon());
        refusedChange = "remove"; // the exit can be written, the rest of it cannot
        world.end(ID, EXEC, 4);
        await("the rest refused", () -> refusedChanges.get() > 0);
        world.end(ID, ProcessId.INIT, 7);
        refusedChange = "";
        assertEquals(4, attachment.exit().toCompletableFuture().get().code());
        assertEquals(7, server.waitFor(ID, ProcessId.INIT, soon()).code());
        assertEquals(
                List.of(
                        EventType.CREATED,
                        EventType.STARTED,
                        EventType.EXEC_STARTED,
                        EventType.EXEC_EXITED,
                        EventType.EXITED),
                told());
    }

    @Test
    void anExecThatCannotBeNotedIsKilledAndHoldsUpNoExit() {
        run();
        world.beforeLaunch = () -> refusedChange = "write";
        assertEquals(
                "state.no-space",
                refused(() -> server.exec(exec(), OutputListener.NONE, soon())).reason());
        refusedChange = "";
        world.end(ID, ProcessId.INIT, 7);
        assertEquals(7, server.waitFor(ID, ProcessId.INIT, soon()).code());
        server.delete(ID, false, soon());
        assertEquals(List.of(), world.residue());
    }

    @Test
    void aPauseBetweenTheStartOfAnExecAndItsNoteLosesNothing() {
        run();
        world.beforeLaunch = () -> server.pause(ID, soon());
        server.exec(exec(), OutputListener.NONE, soon());
        server.resume(ID, soon());
        world.end(ID, EXEC, 4);
        awaitTold(EventType.EXEC_EXITED);
        world.end(ID, ProcessId.INIT, 7);
        assertEquals(7, server.waitFor(ID, ProcessId.INIT, soon()).code());
    }

    @Test
    void aCallerThatIsInterruptedBeforeItsExecBeginsHoldsUpNoExit() throws Exception {
        run();
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.beforePause = () -> {
            paused.countDown();
            await(goOn);
        };
        CompletableFuture<ContainerView> pause = CompletableFuture.supplyAsync(() -> server.pause(ID, soon()));
        paused.await();
        Thread.currentThread().interrupt();
        assertEquals(
                "operation.interrupted",
                refused(() -> server.exec(exec(), OutputListener.NONE, soon())).reason());
        assertTrue(Thread.interrupted());
        goOn.countDown();
        pause.get();
        server.resume(ID, soon());
        world.end(ID, ProcessId.INIT, 7);
        assertEquals(7, server.waitFor(ID, ProcessId.INIT, soon()).code());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aDeletionThatCannotBuryItsDirectoryIsToldOnceWhenItCan() {
        run();
        world.end(ID, ProcessId.INIT, 7);
        server.waitFor(ID, ProcessId.INIT, soon());
        refusedChange = "rename";
        assertEquals(
                "state.no-space",
                refused(() -> server.delete(ID, false, soon())).reason());
        assertEquals(ContainerStatus.STOPPED, server.require(ID).status());
        refusedChange = "";
        server.delete(ID, false, soon());
        assertEquals(1, told().stream().filter(EventType.DELETED::equals).count());
        assertEquals(List.of(), leftDirectories());
    }

    @Test
    @Fault(17)
    void aJournalThatRefusesIsToldEverythingInOrderLaterByOneRepetition() throws Exception {
        journalRefuses = true;
        run();
        for (int i = 0; i < 50; i++) {
            server.pause(ID, soon());
            server.resume(ID, soon());
        }
        int before = refusedAppends.get();
        await("repeated", () -> refusedAppends.get() > before);
        assertTrue(refusedAppends.get() < before + 50, "not one repetition for each event");
        world.end(ID, ProcessId.INIT, 7);
        await("ended", () -> server.require(ID).status() == ContainerStatus.STOPPED);
        journalRefuses = false;
        awaitTold(EventType.EXITED);
        assertEquals(103, told().size());
        await("seen by the container", () -> server.require(ID).lastSequence() == 103);
    }

    @Test
    void aTombstoneThatWaitsForTheJournalLeavesTheNextContainerOfItsNameAlone() throws IOException {
        run();
        world.end(ID, ProcessId.INIT, 7);
        server.waitFor(ID, ProcessId.INIT, soon());
        journalRefuses = true;
        server.delete(ID, false, soon());
        run();
        Files.writeString(logs.file(ID), "of the second\n");
        journalRefuses = false;
        restart();
        await("restored", () -> server.restoreProgress().complete());
        awaitTold(EventType.DELETED);
        assertEquals("of the second\n", Files.readString(logs.file(ID)));
        assertEquals(ContainerStatus.RUNNING, server.require(ID).status());
        await("tombstone gone", () -> leftDirectories().equals(List.of("web")));
    }

    @Test
    void processesThatCannotBeKilledHoldUpNoExit() {
        run();
        world.strangers = Set.of(42L);
        world.end(ID, ProcessId.INIT, 7);
        assertEquals(7, server.waitFor(ID, ProcessId.INIT, soon()).code());
    }

    @Test
    void aContainerIsNotPutIntoTheCgroupOfOthersAndTheyLive() {
        world.cgroupsPath = "/system.slice";
        world.strangers = Set.of(42L);
        assertEquals("cgroup.in-use", refused(this::run).reason());
        assertEquals(List.of(), world.removedCgroups);
        assertEquals(List.of(), leftDirectories());
        assertEquals(Optional.empty(), server.find(ID));
    }

    @Test
    void aStartThatCameTooLateButHappenedIsTold() {
        server.create(CreateRequest.of(ID, Path.of("/oci")), soon());
        world.startsTooLate = true;
        assertEquals("runtime.timeout", refused(() -> server.start(ID, soon())).reason());
        assertEquals(ContainerStatus.RUNNING, server.require(ID).status());
        assertEquals(List.of(EventType.CREATED, EventType.STARTED), told());
    }

    @Test
    void aStartThatCannotBeWrittenIsToldBeforeTheExit() {
        server.create(CreateRequest.of(ID, Path.of("/oci")), soon());
        world.beforeStartEnds = () -> refusedChange = "write";
        assertEquals("state.no-space", refused(() -> server.start(ID, soon())).reason());
        refusedChange = "";
        world.end(ID, ProcessId.INIT, 7);
        assertEquals(7, server.waitFor(ID, ProcessId.INIT, soon()).code());
        assertEquals(List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED), told());
    }

    @Test
    void aSignalDuringTheRestorationReachesTheProcessAfterIt() throws Exception {
        run();
        CountDownLatch goOn = new CountDownLatch(1);
        world.beforeReattach = key -> await(goOn);
        restart();
        CompletableFuture<Void> kill = CompletableFuture.runAsync(() -> server.kill(ID, ProcessId.INIT, Signal.KILL));
        assertEquals(
                "container.restoring",
                refused(() -> server.waitFor(ID, ProcessId.INIT, Deadline.after(Duration.ZERO)))
                        .reason());
        goOn.countDown();
        kill.get();
        assertEquals(137, server.waitFor(ID, ProcessId.INIT, soon()).code());
    }

    @Test
    void aContainerThatCannotBeRestoredYetIsNotGoneAndIsTriedAgain() throws Exception {
        run();
        AtomicInteger attempts = new AtomicInteger();
        world.beforeReattach = key -> {
            if (attempts.incrementAndGet() == 1) {
                throw new CaissonException(ErrorCode.DEADLINE_EXCEEDED, "shim.timeout", "the lock is held");
            }
        };
        restart();
        await("tried", () -> server.restoreProgress().complete());
        assertEquals(
                "container.restoring",
                refused(() -> server.waitFor(ID, ProcessId.INIT, Deadline.after(Duration.ZERO)))
                        .reason());
        await("tried again", () -> attempts.get() == 2);
        server.kill(ID, ProcessId.INIT, Signal.KILL);
        assertEquals(137, server.waitFor(ID, ProcessId.INIT, soon()).code());
    }

    @Test
    void aCopyOfAStateDirectoryDoesNotStandInForItsOriginal() throws IOException {
        run();
        Path copy = dir.resolve("state/copy");
        Files.createDirectory(copy);
        Files.copy(dir.resolve("state/web/state.json"), copy.resolve("state.json"));
        restart();
        assertEquals(
                ContainerStatus.UNKNOWN, server.require(new ContainerId("copy")).status());
        assertEquals(ContainerStatus.RUNNING, server.require(ID).status());
        server.delete(new ContainerId("copy"), true, soon());
        assertFalse(Files.exists(copy));
        assertEquals(ContainerStatus.RUNNING, server.require(ID).status());
    }

    @Test
    void aServerThatStopsAnswersWaitingExecsAtOnce() throws Exception {
        run();
        world.beforeLaunch = server::deactivate;
        CompletableFuture<String> exec = CompletableFuture.supplyAsync(() ->
                refused(() -> server.exec(exec(), OutputListener.NONE, soon())).reason());
        assertEquals("server.stopping", exec.get());
        world.beforeLaunch = () -> {};
        restart();
        await("restored", () -> server.restoreProgress().complete());
        server.delete(ID, true, soon());
        assertEquals(List.of(), world.residue());
    }

    @Test
    void whatEndedIsStoppedAndDeletedThoughTheJournalTakesNothing() {
        run();
        journalRefuses = true;
        assertEquals(137, server.stop(ID, Duration.ZERO).code());
        server.delete(ID, true, soon());
        assertTrue(server.find(ID).isEmpty());
        journalRefuses = false;
        awaitTold(EventType.DELETED);
    }
}
