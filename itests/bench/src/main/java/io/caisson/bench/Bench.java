package io.caisson.bench;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.OciBundles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prints three tables: latency of create and start, containers a second, memory with fifty containers. Arguments: number
 * of containers for the latency (default 100) and for the throughput (default 100).
 */
public final class Bench {
    private static final int WARM_UP = 15;
    private static final int AT_A_TIME = 4;
    private static final int RESIDENTS = 50;

    private final CaissonServer server;
    private final Path bundle;
    private final Path runcRoot;

    private Bench(CaissonServer server, Path bundle, Path runcRoot) {
        this.server = server;
        this.bundle = bundle;
        this.runcRoot = runcRoot;
    }

    /** Starts a server on a temporary directory and measures. */
    public static void main(String[] args) throws Exception {
        int latencyRounds = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int throughputRounds = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        Path base = Files.createTempDirectory("caisson-bench");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx--x--x"));
        Path bundle = OciBundles.busybox(base.resolve("sleeper"), OciBundles.config("sleep", "3600"));
        try (CaissonServer server = CaissonServer.in(base).start()) {
            Bench bench = new Bench(server, bundle, base.resolve("runc"));
            try {
                bench.latency(latencyRounds);
                bench.throughput(throughputRounds);
                bench.memory();
            } finally {
                server.deleteContainers();
            }
        }
    }

    private Contender runc() throws Exception {
        return new BareRunc(runcRoot, bundle);
    }

    private Contender caisson() throws Exception {
        return new ServerByJmx(server, bundle);
    }

    private void latency(int rounds) throws Exception {
        Latencies bare = new Latencies();
        Latencies ours = new Latencies();
        Latencies over = new Latencies();
        try (Contender runc = runc();
                Contender caisson = caisson()) {
            for (int i = -WARM_UP; i < rounds; i++) {
                String id = "l" + (i + WARM_UP);
                double runcMillis = runc.start(id);
                double caissonMillis = caisson.start(id);
                if (i >= 0) {
                    bare.add(runcMillis);
                    ours.add(caissonMillis);
                    over.add(caissonMillis - runcMillis);
                }
                runc.delete(id);
                caisson.delete(id);
            }
        }
        print("create + start, ms (%d pairs)      p50      p99%n", rounds);
        row("bare runc", bare.percentile(50), bare.percentile(99));
        row("Caisson over JMX", ours.percentile(50), ours.percentile(99));
        row("difference of pairs", over.percentile(50), over.percentile(99));
    }

    private void throughput(int rounds) throws Exception {
        double runc = perSecond(this::runc, "r", rounds);
        double caisson = perSecond(this::caisson, "c", rounds);
        print("%ncreate + start + delete, %d at a time, %d containers%n", AT_A_TIME, rounds);
        print("  %-26s %8.1f a second%n", "bare runc", runc);
        print("  %-26s %8.1f a second%n", "Caisson over JMX", caisson);
    }

    private static double perSecond(Callable<Contender> contenders, String prefix, int rounds) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            long begin = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int worker = 0; worker < AT_A_TIME; worker++) {
                int first = worker;
                all.add(workers.submit((Callable<Void>) () -> {
                    try (Contender contender = contenders.call()) {
                        for (int i = first; i < rounds; i += AT_A_TIME) {
                            contender.start(prefix + i);
                            contender.delete(prefix + i);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            return rounds / ((System.nanoTime() - begin) / 1e9);
        } finally {
            workers.shutdownNow();
        }
    }

    private void memory() throws Exception {
        long empty = Memory.kib(server.pid(), "Pss");
        try (Contender caisson = caisson()) {
            for (int i = 0; i < RESIDENTS; i++) {
                caisson.start("m" + i);
            }
        }
        List<Long> shims = Memory.shims(bundle);
        long rss = 0;
        long largest = 0;
        long pss = 0;
        for (long shim : shims) {
            rss += Memory.kib(shim, "Rss");
            largest = Math.max(largest, Memory.kib(shim, "Rss"));
            pss += Memory.kib(shim, "Pss");
        }
        print("%nmemory with %d containers, KiB%n", shims.size());
        print("  %-26s %8d (before them %d)%n", "server, Pss", Memory.kib(server.pid(), "Pss"), empty);
        print("  %-26s %8d%n", "all shims, Pss", pss);
        print("  %-26s %8d (largest %d)%n", "a shim, Rss", rss / Math.max(1, shims.size()), largest);
    }

    private static void row(String name, double p50, double p99) {
        print("  %-26s %8.1f %8.1f%n", name, p50, p99);
    }

    private static void print(String format, Object... args) {
        System.out.printf(Locale.ROOT, format, args);
    }
}
