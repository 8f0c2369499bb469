package io.caisson.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private final Plan plan;
    private final Path ociBundle;
    private final Random random;
    private final Side caisson;
    private final Side runc;
    private final AtomicInteger next = new AtomicInteger();

    Throughput(Plan plan, Path ociBundle, Random random, Side caisson, Side runc) {
        this.plan = plan;
        this.ociBundle = ociBundle;
        this.random = random;
        this.caisson = caisson;
        this.runc = runc;
    }

    void measure(Figures figures) {
        for (int clients : CLIENTS) {
            measure(clients, figures);
        }
    }

    private void measure(int clients, Figures figures) {
        Samples caissons = new Samples();
        Samples runcs = new Samples();
        Samples ratios = new Samples();
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            for (int block = 0; block < plan.throughputBlocks(); block++) {
                boolean caissonFirst = random.nextBoolean();
                Side outer = caissonFirst ? caisson : runc;
                Side inner = caissonFirst ? runc : caisson;
                double outerRate = turn(outer, clients, pool);
                double innerRate = (turn(inner, clients, pool) + turn(inner, clients, pool)) / 2;
                outerRate = (outerRate + turn(outer, clients, pool)) / 2;
                caissons.add(caissonFirst ? outerRate : innerRate);
                runcs.add(caissonFirst ? innerRate : outerRate);
                ratios.add(caissonFirst ? outerRate / innerRate : innerRate / outerRate);
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
