package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventType;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.server.ServerSettings;
import io.caisson.cgroups.HostCgroups;
import io.caisson.events.internal.SegmentedJournal;
import io.caisson.linux.LinuxKernel;
import io.caisson.logs.internal.LogFiles;
import io.caisson.runc.PathRuntimes;
import io.caisson.shims.internal.DefaultShimManager;
import io.caisson.spec.internal.OciSpecService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The supervisor on the real kernel with the real runc, that can be booted again. Needs root. */
final class RealServer implements AutoCloseable {
    private final Settings settings;
    private SegmentedJournal journal;
    private DefaultShimManager shims;
    private Supervisor supervisor;

    private record Settings(Path stateDir, Path rootDir, Path logDir) implements ServerSettings {
        @Override
        public String runtime() {
            return "runc";
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

    RealServer(Path dir) throws IOException {
        settings = new Settings(
                Files.createDirectory(dir.resolve("s")),
                Files.createDirectory(dir.resolve("r")),
                Files.createDirectory(dir.resolve("l")));
    }

    void boot(Boot boot) throws IOException {
        Kernel kernel = new LinuxKernel();
        journal = new SegmentedJournal(settings);
        shims = new DefaultShimManager(kernel, settings);
        supervisor = new Supervisor(
                settings,
                new OciSpecService(),
                new PathRuntimes(kernel, settings),
                shims,
                journal,
                new LogFiles(settings, Map.of()),
                new HostCgroups(kernel),
                new DurableFiles(DurableFiles.Changes.NONE),
                boot,
                Backoff.USUAL);
        TestServer.await("ready", () -> supervisor.restoreProgress().complete());
    }

    Supervisor supervisor() {
        return supervisor;
    }

    Path logDir() {
        return settings.logDir();
    }

    List<EventType> told(ContainerId id) {
        return journal.read(0, EventFilter.of(id), 1_000).stream()
                .map(record -> record.event().type())
                .toList();
    }

    @Override
    public void close() throws IOException {
        supervisor.deactivate();
        shims.close();
        journal.close();
    }
}
