package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventType;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.time.Deadline;
import io.caisson.events.internal.SegmentedJournal;
import io.caisson.logs.internal.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A supervisor over a host in memory that outlives it, for tests that stop and start servers. */
final class TestServer implements AutoCloseable {
    final FakeHost.World world = new FakeHost.World();

    /** What a change of the state directory meets. */
    volatile DurableFiles.Changes changes = DurableFiles.Changes.NONE;

    private final Settings settings;
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

    TestServer(Path dir) throws IOException {
        settings = new Settings(dir.resolve("state"), dir.resolve("root"), dir.resolve("log"));
        Files.createDirectories(settings.stateDir());
        Files.createDirectories(settings.rootDir());
    }

    /** Starts a server and does not wait until it has taken anything up. */
    Supervisor boot() throws IOException {
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
                new DurableFiles((change, file) -> changes.before(change, file), Reserve.in(settings.stateDir())));
        return server;
    }

    /** Starts a server and waits until it is ready. */
    Supervisor bootReady() throws IOException {
        Supervisor booted = boot();
        await("ready", () -> booted.restoreProgress().complete());
        return booted;
    }

    void stop() throws IOException {
        server.deactivate();
        journal.close();
        server = null;
    }

    Path stateDir() {
        return settings.stateDir();
    }

    Path rootDir() {
        return settings.rootDir();
    }

    Path directory(ContainerId id) {
        return settings.stateDir().resolve(id.value());
    }

    void run(ContainerId id) {
        server.run(CreateRequest.of(id, Path.of("/oci")), soon());
    }

    ContainerStatus status(ContainerId id) {
        return server.require(id).status();
    }

    List<EventType> told(ContainerId id) {
        return journal.read(0, EventFilter.of(id), 1000).stream()
                .map(entry -> entry.event().type())
                .toList();
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "not " + what);
            LockSupport.parkNanos(500_000);
        }
    }

    static CaissonException refused(Runnable call) {
        return assertThrows(CaissonException.class, call::run);
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            stop();
        }
    }
}
