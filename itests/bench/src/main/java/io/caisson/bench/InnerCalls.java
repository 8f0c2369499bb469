package io.caisson.bench;

import io.caisson.api.container.ContainerId;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.server.ServerSettings;
import io.caisson.events.internal.SegmentedJournal;
import io.caisson.spec.internal.OciSpecService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Single operations inside this JVM, where the disk and not the compiler decides: no need of JMH. */
final class InnerCalls {
    private static final double NANOS_PER_MICRO = 1e3;

    private final int calls;

    InnerCalls(Plan plan) {
        this.calls = plan.calls();
    }

    private static Samples timed(int times, Runnable call) {
        for (int i = 0; i < times; i++) {
            call.run(); // warm-up, as often as what counts
        }
        Samples samples = new Samples();
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            call.run();
            samples.add((System.nanoTime() - begin) / NANOS_PER_MICRO);
        }
        return samples;
    }

    /** @param directory a private one on the disk that counts */
    void measure(Path directory, Path ociBundle, Figures figures) throws IOException {
        Files.createDirectories(directory.resolve("journal"));
        try (SegmentedJournal journal = new SegmentedJournal(new Settings(directory))) {
            List<ContainerEvent> event = List.of(new ContainerEvent.Started(new ContainerId("web"), 1));
            Samples append = timed(calls, () -> journal.append(event));
            figures.addPercentiles("journal.append.us", append, "us", "one event into the journal, on disk");
        }
        OciSpecService spec = new OciSpecService();
        Samples prepare = timed(calls, () -> spec.prepare(ociBundle, "/bench/web"));
        figures.addPercentiles("spec.prepare.us", prepare, "us", "config.json read, upgraded, validated");
    }

    private record Settings(Path rootDir) implements ServerSettings {
        @Override
        public Path stateDir() {
            return rootDir;
        }

        @Override
        public Path logDir() {
            return rootDir;
        }

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
            return "bench";
        }
    }
}
