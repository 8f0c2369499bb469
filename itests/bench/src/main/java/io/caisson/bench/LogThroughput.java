package io.caisson.bench;

import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How fast one container's output comes into its log: from its start until its end was told, which is after the last byte
 * was written. The whole way: pipe, spool, format, files on disk.
 */
final class LogThroughput {
    private static final int BLOCK_BYTES = 8 << 20;
    private static final int HEAD_BYTES = 40;

    /** As lines of programs are; the log's own head comes to that. */
    private static final String LINE =
            "2026-11-25 request 0123456789 GET /some/path/of/a/page.html 200 in 1.5 ms from 10.0.0.1:54321 ok\n";

    private final Plan plan;
    private final Path work;
    private final Subject subject;

    LogThroughput(Plan plan, Path work, Subject subject) {
        this.plan = plan;
        this.work = work;
        this.subject = subject;
    }

    void measure(Figures figures) {
        int lines = BLOCK_BYTES / LINE.length();
        StringBuilder script = new StringBuilder("cat");
        for (int i = 0; i < plan.logBlocks(); i++) {
            script.append(" /lines");
        }
        Path ociBundle = OciBundles.busybox(work.resolve("lines"), OciBundles.config("sh", "-c", script.toString()));
        try {
            Files.writeString(ociBundle.resolve("rootfs/lines"), LINE.repeat(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long bytes = (long) plan.logBlocks() * lines * LINE.length();
        Samples rates = new Samples();
        for (int run = 0; run <= plan.logRuns(); run++) { // the first warms up
            double seconds = run("log-" + run, ociBundle, bytes, (long) plan.logBlocks() * lines);
            if (run > 0) {
                rates.add(bytes / seconds / (1 << 20));
            }
        }
        figures.add(
                "log.mb_per_s",
                rates.median(),
                "MiB/s",
                rates.size(),
                "output of one container into its log, lines of " + LINE.length() + " bytes, heads not counted");
    }

    private double run(String id, Path ociBundle, long bytes, long lines) {
        subject.jmx()
                .invoke(
                        "type=Containers",
                        "create",
                        id,
                        ociBundle.toString(),
                        "{\"logOptions\":{\"max-size\":\"10m\",\"max-file\":1000}}");
        Path file = Path.of((String) subject.jmx().containerAttribute(id, "LogFile"));
        long begin = System.nanoTime();
        subject.byJmx().start(id);
        long end = subject.bell().await(id);
        long logged = size(file);
        subject.byJmx().delete(id);
        // Lines that two reads cut have two heads.
        if (logged < bytes + lines * HEAD_BYTES || logged > bytes + (lines + bytes / 1000) * (HEAD_BYTES + 1)) {
            throw new IllegalStateException("the log has " + logged + " bytes for " + bytes + " bytes of output");
        }
        return (end - begin) / 1e9;
    }

    private static long size(Path active) {
        try (Stream<Path> files = Files.list(active.getParent())) {
            long sum = 0;
            for (Path file : files.toList()) {
                boolean ours = file.getFileName()
                        .toString()
                        .startsWith(active.getFileName().toString());
                sum += ours ? Files.size(file) : 0;
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
