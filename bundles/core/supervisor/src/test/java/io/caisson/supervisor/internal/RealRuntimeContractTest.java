package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.caisson.api.cgroup.Cgroups;
import io.caisson.api.container.Containers;
import io.caisson.api.event.EventJournal;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.server.ServerSettings;
import io.caisson.cgroups.HostCgroups;
import io.caisson.events.internal.SegmentedJournal;
import io.caisson.linux.LinuxKernel;
import io.caisson.logs.internal.LogFiles;
import io.caisson.runc.PathRuntimes;
import io.caisson.shims.internal.DefaultShimManager;
import io.caisson.spec.internal.OciSpecService;
import io.caisson.testkit.ContainersContractTest;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The laws of {@link Containers} for the supervisor on the real kernel with the real runc. Needs root. */
class RealRuntimeContractTest extends ContainersContractTest {
    @TempDir
    Path dir;

    private SegmentedJournal journal;
    private DefaultShimManager shims;
    private Supervisor supervisor;
    private Path ociBundle;
    private Path stateDir;

    private record Settings(Path stateDir, Path rootDir, Path logDir, String runtime) implements ServerSettings {
        @Override
        public List<String> runtimeArgs() {
            return List.of();
        }

        @Override
        public String version() {
            return "test";
        }
    }

    /** {@return the runtime's name or path} */
    String runtime() {
        return "runc";
    }

    @BeforeEach
    void boot() throws IOException {
        stateDir = Files.createDirectory(dir.resolve("s"));
        Settings settings = new Settings(
                stateDir, Files.createDirectory(dir.resolve("r")), Files.createDirectory(dir.resolve("l")), runtime());
        Kernel kernel = new LinuxKernel();
        Cgroups cgroups = new HostCgroups(kernel);
        journal = new SegmentedJournal(settings);
        shims = new DefaultShimManager(kernel, settings);
        supervisor = new Supervisor(
                settings,
                new OciSpecService(),
                new PathRuntimes(kernel, settings),
                shims,
                journal,
                new LogFiles(settings, Map.of()),
                cgroups);
        ociBundle = OciBundles.busybox(
                dir.resolve("b"),
                OciBundles.config("sh", "-c", "trap 'exit 0' TERM; mkfifo /tmp/f; while :; do read x <>/tmp/f; done"));
    }

    @AfterEach
    void end() throws IOException {
        supervisor.list().forEach(left -> supervisor.delete(left.id(), true, deadline())); // of a test that failed
        supervisor.deactivate();
        shims.close();
        journal.close();
        try (Stream<Path> left = Files.list(stateDir)) {
            assertEquals(
                    List.of(),
                    left.map(path -> path.getFileName().toString())
                            .filter(name -> !name.startsWith("."))
                            .toList());
        }
    }

    @Override
    protected Containers containers() {
        return supervisor;
    }

    @Override
    protected EventJournal journal() {
        return journal;
    }

    @Override
    protected Path ociBundle() {
        return ociBundle;
    }
}
