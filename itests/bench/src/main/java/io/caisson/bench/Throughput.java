package io.caisson.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Whole lives of {@code true} per second: create, start, exit, delete; with several clients, in blocks A B B A. */
final class Throughput {
    private static final List<Integer> CLIENTS = List.of(1, 2, 4);

    /** Of these the ratio has the short name. */
    private static final int MAIN_CLIENTS = 2;

    private static final double NANOS_PER_MILLI = 1e6;

    private final Plan plan;
    private final Path ociBundle;
    private final Random random;
    private final Side caisson;
    private final Side runc;
    private final ProcessHandle server;
    private final AtomicInteger next = new AtomicInteger();

    /** @param server the process behind {@code caisson} */
    Throughput(Plan plan, Path ociBundle, Random random, Side caisson, Side runc, ProcessHandle server) {
        this.plan = plan;
        this.ociBundle = ociBundle;
        this.random = random;
        this.caisson = caisson;
        this.runc = runc;
        this.server = server;
    }

    /**
     * As many clients at a time as there will ever be: pools and connections have their size then.
     *
     * @param more sides that are not measured here, whose pools count as well
     */
    void warmUp(Side... more) {
        int clients = Collections.max(CLIENTS);
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            turn(caisson, clients, pool);
            turn(runc, clients, pool);
            for (Side side : more) {
                turn(side, clients, pool);
            }
        } finally {
            pool.shutdown();
        }
    }

    void measure(Figures figures) {
        Samples cpu = new Samples();
        for (int clients : CLIENTS) {
            measure(clients, cpu, figures);
        }
        figures.add(
                "cpu.server.ms",
                cpu.median(),
                "ms",
                cpu.size() * plan.livesPerTurn(),
                "CPU time of the server's own process for one life of true, without runc's");
    }

    private void measure(int clients, Samples cpu, Figures figures) {
        Samples caissons = new Samples();
        Samples runcs = new Samples();
        Samples ratios = new Samples();
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            for (int block = 0; block < plan.throughputBlocks(); block++) {
                boolean caissonFirst = random.nextBoolean();
                Side outer = caissonFirst ? caisson : runc;
                Side inner = caissonFirst ? runc : caisson;
                Map<Side, Double> rates = new HashMap<>();
                for (Side side : List.of(outer, inner, inner, outer)) {
                    Duration before = cpuTime();
                    rates.merge(side, turn(side, clients, pool) / 2, Double::sum);
                    if (side == caisson) {
                        cpu.add(cpuTime().minus(before).toNanos() / NANOS_PER_MILLI / plan.livesPerTurn());
                    }
                }
                caissons.add(rates.get(caisson));
                runcs.add(rates.get(runc));
                ratios.add(rates.get(caisson) / rates.get(runc));
            }
        } finally {
            pool.shutdown();
        }
        int lives = 2 * plan.throughputBlocks() * plan.livesPerTurn();
        String with = " with " + clients + (clients == 1 ? " client" : " clients");
        figures.add("throughput.per_s." + clients, caissons.median(), "1/s", lives, "lives of true per second" + with);
        figures.add(
                "throughput.runc.per_s." + clients,
                runcs.median(),
                "1/s",
                lives,
                "the same by bare runc" + with.replace("client", "thread"));
        figures.add(
                clients == MAIN_CLIENTS ? "throughput.ratio.runc" : "throughput.ratio.runc." + clients,
                ratios.median(),
                "x",
                ratios.size(),
                "the one / the other" + with + ", more is better");
    }

    private Duration cpuTime() {
        return server.info().totalCpuDuration().orElseThrow();
    }

    private double turn(Side side, int clients, ExecutorService pool) {
        AtomicInteger left = new AtomicInteger(plan.livesPerTurn());
        long begin = System.nanoTime();
        List<Future<?>> lanes = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            lanes.add(pool.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    side.live(side.name() + "-true-" + next.getAndIncrement(), ociBundle);
                }
            }));
        }
        lanes.forEach(Throughput::join);
        return plan.livesPerTurn() / ((System.nanoTime() - begin) / 1e9);
    }

    private static void join(Future<?> lane) {
        try {
            lane.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        }
    }
}
