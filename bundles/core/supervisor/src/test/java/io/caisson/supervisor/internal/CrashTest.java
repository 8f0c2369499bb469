package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.error.CaissonException;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies at every place where it touches the world, one after another, until a whole life goes by without a
 * death. After each death a new server takes over, the life goes on, and at the end the journal must tell it once and in
 * order, and nothing may be left.
 */
class CrashTest {
    private static final ContainerId ID = new ContainerId("web");
    private static final ProcessId EXEC = new ProcessId("x");

    private static final List<EventType> LIFE = List.of(
            EventType.CREATED,
            EventType.STARTED,
            EventType.PAUSED,
            EventType.RESUMED,
            EventType.EXEC_STARTED,
            EventType.EXEC_EXITED,
            EventType.EXITED,
            EventType.DELETED);
    private static final List<EventType> TWO_LIVES = List.of(
            EventType.CREATED,
            EventType.STARTED,
            EventType.EXITED,
            EventType.DELETED,
            EventType.CREATED,
            EventType.STARTED,
            EventType.EXITED,
            EventType.DELETED);

    @TempDir
    Path dir;

    private String bootId = "boot-1";
    private KillPoints points;
    private FakeHost.World world;
    private SegmentedJournal journal;
    private Supervisor server;

    /** A journal that may die before or after it has taken events. */
    private record MortalJournal(EventJournal real, KillPoints points) implements EventJournal {
        @Override
        public List<EventRecord> append(List<? extends ContainerEvent> events) {
            points.at("before append of " + events.size());
            List<EventRecord> appended = real.append(events);
            points.at("after append of " + events.size());
            return appended;
        }

        @Override
        public List<EventRecord> read(long afterSequence, EventFilter filter, int max) {
            return real.read(afterSequence, filter, max);
        }

        @Override
        public EventCursor open(long afterSequence, EventFilter filter) {
            return real.open(afterSequence, filter);
        }

        @Override
        public long firstSequence() {
            return real.firstSequence();
        }

        @Override
        public long lastSequence() {
            points.checkAlive();
            return real.lastSequence();
        }

        @Override
        public Optional<String> degradedReason() {
            return real.degradedReason();
        }
    }

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

    private void boot(int dieAt) throws IOException {
        points = new KillPoints(dieAt);
        FakeHost host = new FakeHost(world, points);
        Settings settings = new Settings(dir.resolve("state"), dir.resolve("root"), dir.resolve("log"));
        Files.createDirectories(settings.stateDir());
        journal = new SegmentedJournal(settings);
        server = new Supervisor(
                settings,
                host,
                host,
                host,
                new MortalJournal(journal, points),
                new LogFiles(settings, Map.of()),
                host,
                new DurableFiles((change, file) -> points.at(change + " " + file.getFileName())),
                new Boot(bootId),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(10)));
        await("restored", () -> server.restoreProgress().complete());
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    private interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.holds()) {
            if (points.isDead()) {
                throw new SimulatedCrash("while waiting until " + what);
            }
            assertTrue(System.nanoTime() < until, "not " + what + ", last was " + points.last());
            LockSupport.parkNanos(500_000);
        }
    }

    private Optional<ContainerStatus> status() {
        return server.find(ID).map(ContainerView::status);
    }

    private List<EventType> told() {
        return journal.read(0, EventFilter.ALL, 1000).stream()
                .map(entry -> entry.event().type())
                .toList();
    }

    private boolean wasTold(EventType type) {
        return told().contains(type);
    }

    /** Goes on with the life from wherever it stands; may be called again after each death. */
    private void live(boolean autoRemove) {
        if (status().isEmpty() && !wasTold(EventType.CREATED)) {
            server.create(CreateRequest.of(ID, Path.of("/oci")).withAutoRemove(autoRemove), soon());
        }
        if (status().equals(Optional.of(ContainerStatus.CREATED))) {
            server.start(ID, soon());
        }
        if (status().equals(Optional.of(ContainerStatus.RUNNING)) && !wasTold(EventType.PAUSED)) {
            server.pause(ID, soon());
        }
        if (status().equals(Optional.of(ContainerStatus.PAUSED))) {
            server.resume(ID, soon());
        }
        if (status().equals(Optional.of(ContainerStatus.RUNNING))) {
            if (!wasTold(EventType.EXEC_STARTED)) {
                ExecRequest request = new ExecRequest(
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
                server.exec(request, OutputListener.NONE, soon());
            }
            if (!wasTold(EventType.EXEC_EXITED)) {
                world.end(ID, EXEC, 4);
                await("the exec's exit is told", () -> wasTold(EventType.EXEC_EXITED));
            }
            world.end(ID, ProcessId.INIT, 7);
        }
        await("the exit is told", () -> wasTold(EventType.EXITED));
        if (!autoRemove && status().isPresent()) {
            server.delete(ID, false, soon());
        }
        await("the deletion is told", () -> wasTold(EventType.DELETED));
        await(
                "the container is gone",
                () -> status().isEmpty() && leftDirectories().isEmpty());
    }

    private long told(EventType type) {
        return told().stream().filter(each -> each == type).count();
    }

    /** Two lives: the policy begins the second one, and no third. */
    private void liveTwice() {
        if (status().isEmpty() && !wasTold(EventType.CREATED)) {
            server.create(CreateRequest.of(ID, Path.of("/oci")).withRestart(RestartPolicy.onFailure(1)), soon());
        }
        if (status().equals(Optional.of(ContainerStatus.CREATED)) && told(EventType.CREATED) == 1) {
            server.start(ID, soon());
        }
        for (int life = 1; life <= 2; life++) {
            int present = life;
            if (status().isPresent()) {
                await("life " + life + " is started", () -> told(EventType.STARTED) >= present);
            }
            if (status().equals(Optional.of(ContainerStatus.RUNNING)) && told(EventType.EXITED) == life - 1) {
                world.end(ID, ProcessId.INIT, 7);
            }
            await("exit " + life + " is told", () -> told(EventType.EXITED) >= present);
        }
        if (status().isPresent()) {
            await("counted", () -> server.require(ID).restart().count() == 1);
            server.delete(ID, false, soon());
        }
        await("the deletion is told", () -> told(EventType.DELETED) == 2);
        await(
                "the container is gone",
                () -> status().isEmpty() && leftDirectories().isEmpty());
        assertTrue(Files.notExists(dir.resolve("root/containers/web.json")));
    }

    private List<String> leftDirectories() {
        try (Stream<Path> children = Files.list(dir.resolve("state"))) {
            return children.map(child -> child.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Ends the threads of a server; dead or not, it touches nothing any more. */
    private void bury() throws IOException {
        if (server != null) {
            server.deactivate();
        }
        journal.close();
    }

    private void clear() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            for (Path each : all.toList()) {
                new DurableFiles(DurableFiles.Changes.NONE).removeTree(each);
            }
        }
    }

    /**
     * Lives once; the first server dies at the first of {@code places}, the next one at the second, and so on.
     *
     * @return how many have died: fewer than wished when a server did not come to its place
     */
    private int live(boolean autoRemove, int... places) throws IOException {
        return live(() -> live(autoRemove), LIFE, places);
    }

    private int live(Runnable life, List<EventType> expected, int... places) throws IOException {
        clear();
        world = new FakeHost.World();
        int deaths = 0;
        while (true) {
            try {
                boot(deaths < places.length ? places[deaths] : 0);
                life.run();
                break;
            } catch (SimulatedCrash crash) {
                deaths++;
            } catch (CaissonException wrapped) {
                assertTrue(points.isDead(), "killed at " + Arrays.toString(places) + ": " + wrapped);
                deaths++;
            }
            assertTrue(deaths <= places.length, "it dies no more than it has to");
            bury();
        }
        assertEquals(expected, told(), "killed at " + Arrays.toString(places));
        assertEquals(List.of(), world.residue(), "killed at " + Arrays.toString(places));
        bury();
        return deaths;
    }

    /** {@return how many places there are} */
    private int crashEverywhere(boolean autoRemove) throws IOException {
        int place = 1;
        while (live(autoRemove, place) == 1) {
            place++;
        }
        return place - 1;
    }

    /** The second server dies while it takes up what the first one left, or later in the life. */
    private int crashTwice(boolean autoRemove, int firstStep, int secondStep) throws IOException {
        int pairs = 0;
        for (int first = 1; ; first += firstStep) {
            int second = 1 + first % secondStep; // another phase for each, so that all are met
            int deaths = live(autoRemove, first, second);
            if (deaths == 0) {
                return pairs;
            }
            while (deaths == 2) {
                pairs++;
                second += secondStep;
                deaths = live(autoRemove, first, second);
            }
        }
    }

    @Test
    void aDeathAtAnyPlaceLosesAndRepeatsNothing() throws IOException {
        int places = crashEverywhere(false);
        assertTrue(places > 60, "only " + places + " places");
    }

    @Test
    void aDeathAtAnyPlaceLosesAndRepeatsNothingWhenTheContainerRemovesItself() throws IOException {
        int places = crashEverywhere(true);
        assertTrue(places > 60, "only " + places + " places");
    }

    @Test
    void aSecondDeathOnTheWayBackLosesAndRepeatsNothing() throws IOException {
        int pairs = crashTwice(false, 11, 17);
        assertTrue(pairs > 10, "only " + pairs + " pairs");
    }

    @Test
    void aSecondDeathOnTheWayBackLosesAndRepeatsNothingWhenTheContainerRemovesItself() throws IOException {
        int pairs = crashTwice(true, 13, 19);
        assertTrue(pairs > 10, "only " + pairs + " pairs");
    }

    @Test
    void aDeathAtAnyPlaceNeitherLosesNorRepeatsARestart() throws IOException {
        int place = 1;
        while (live(this::liveTwice, TWO_LIVES, place) == 1) {
            place++;
        }
        assertTrue(place > 80, "only " + (place - 1) + " places");
    }

    @Test
    void aSecondDeathOnTheWayBackNeitherLosesNorRepeatsARestart() throws IOException {
        int pairs = 0;
        int first = 2;
        int deaths = 2;
        while (deaths > 0) {
            int second = 1 + first * 5 % 23;
            deaths = live(this::liveTwice, TWO_LIVES, first, second);
            pairs += deaths == 2 ? 1 : 0;
            first += 7;
        }
        assertTrue(pairs > 10, "only " + pairs + " pairs");
    }

    /** The host is booted under a running container, and the next server dies at a place. {@return whether it died} */
    private boolean reboot(boolean volatileState, int place) throws IOException {
        clear();
        world = new FakeHost.World();
        bootId = "boot-1";
        boot(0);
        server.run(CreateRequest.of(ID, Path.of("/oci")), soon());
        bury();
        world.reboot(volatileState);
        if (volatileState) {
            new DurableFiles(DurableFiles.Changes.NONE).removeTree(dir.resolve("state"));
        }
        bootId = "boot-2";
        int deaths = 0;
        while (true) {
            try {
                boot(deaths == 0 ? place : 0);
                await("the exit is told", () -> wasTold(EventType.EXITED));
                if (!volatileState && status().isPresent()) {
                    server.delete(ID, false, soon());
                }
                await("the deletion is told", () -> wasTold(EventType.DELETED));
                await(
                        "the container is gone",
                        () -> status().isEmpty() && leftDirectories().isEmpty());
                break;
            } catch (SimulatedCrash crash) {
                deaths++;
            } catch (CaissonException wrapped) {
                assertTrue(points.isDead(), "killed at " + place + ": " + wrapped);
                deaths++;
            }
            assertEquals(1, deaths, "it dies no more than it has to");
            bury();
        }
        assertEquals(
                List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED, EventType.DELETED),
                told(),
                "killed at " + place);
        assertEquals(List.of(), world.residue(), "killed at " + place);
        assertEquals(0, world.touchedStrangers(), "killed at " + place);
        bury();
        return deaths == 1;
    }

    @Test
    @Fault(24)
    void aDeathAtAnyPlaceAfterARebootLosesAndRepeatsNothingAndTouchesNoStranger() throws IOException {
        for (boolean volatileState : new boolean[] {false, true}) {
            int place = 1;
            while (reboot(volatileState, place)) {
                place++;
            }
            assertTrue(place > 10, "only " + (place - 1) + " places");
        }
    }
}
