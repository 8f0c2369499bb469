package io.caisson.bench;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A server with many running containers is killed and started again: when its socket answers, when it is ready, when it has
 * taken up all of them. From the start of {@code bin/caisson} on, the start of the JVM included.
 */
final class RecoveryTime {
    private static final int CLIENTS = 6;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = 5_000_000;
    private static final double NANOS = 1e9;

    private final Path base;
    private final Path ociBundle;
    private final String runtime;

    /** @param base where the server keeps its files */
    RecoveryTime(Path base, Path ociBundle, String runtime) {
        this.base = base;
        this.ociBundle = ociBundle;
        this.runtime = runtime;
    }

    void measure(int containers, int starts, Figures figures) {
        try {
            run(containers);
            measureStarts(containers, starts, figures);
        } finally {
            removeAll();
        }
    }

    private void measureStarts(int containers, int starts, Figures figures) {
        Samples serving = new Samples();
        Samples ready = new Samples();
        Samples restored = new Samples();
        for (int i = 0; i <= starts; i++) { // the first fills the page cache
            measureOnce(
                    containers,
                    i == 0
                            ? new Samples[] {new Samples(), new Samples(), new Samples()}
                            : new Samples[] {serving, ready, restored});
        }
        String with = " with " + containers + " running containers on disk, median";
        figures.add(
                "recovery.socket.ms." + containers,
                serving.median() * 1e3,
                "ms",
                serving.size(),
                "bin/caisson after SIGKILL until the socket answers" + with);
        figures.add(
                "ready.ms." + containers,
                ready.median() * 1e3,
                "ms",
                ready.size(),
                "bin/caisson after SIGKILL until its ready line" + with);
        figures.add(
                "recovery.s." + containers,
                restored.median(),
                "s",
                restored.size(),
                "bin/caisson after SIGKILL until all are taken up" + with);
    }

    private void removeAll() {
        try (CaissonServer server = start()) {
            awaitReady(socket());
            List<String> ids = socket().ask("list", "-q").lines().toList();
            all(ids, server, (jmx, id) -> jmx.container(id, "deleteForce"));
        }
    }

    private CaissonServer start() {
        return CaissonServer.in(base).with("--runtime", runtime).start();
    }

    private CaissonBySocket socket() {
        return new CaissonBySocket(base.resolve("s/caisson.sock"));
    }

    private void run(int containers) {
        CaissonServer server = start();
        try {
            List<String> ids =
                    IntStream.range(0, containers).mapToObj(i -> "r" + i).toList();
            all(ids, server, (jmx, id) -> jmx.invoke("type=Containers", "run", id, ociBundle.toString(), ""));
        } finally {
            server.kill();
        }
    }

    private interface Work {
        void on(JmxClient jmx, String id);
    }

    private static void all(List<String> ids, CaissonServer server, Work work) {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (JmxClient jmx = JmxClient.of(server)) {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (String id : ids) {
                running.add(CompletableFuture.runAsync(() -> work.on(jmx, id), clients));
            }
            running.forEach(CompletableFuture::join);
        } finally {
            clients.shutdownNow();
        }
    }

    private void measureOnce(int containers, Samples[] into) {
        long begin = System.nanoTime();
        CompletableFuture<Long> answered = CompletableFuture.supplyAsync(() -> {
            awaitAnswer(socket(), "version");
            return System.nanoTime();
        });
        CompletableFuture<Long> restored = CompletableFuture.supplyAsync(() -> {
            awaitReady(socket());
            return System.nanoTime();
        });
        CaissonServer server = start();
        long ready = System.nanoTime();
        try {
            into[0].add((answered.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - begin) / NANOS);
            into[1].add((ready - begin) / NANOS);
            into[2].add((restored.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - begin) / NANOS);
            long running = socket().ask("list")
                    .lines()
                    .filter(line -> line.contains("running"))
                    .count();
            if (running != containers) {
                throw new IllegalStateException(running + " of " + containers + " containers run after the restart");
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server did not come back: " + server.log(), e);
        } finally {
            server.kill();
        }
    }

    private static void awaitReady(CaissonBySocket socket) {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (awaitAnswer(socket, "version").contains("RESTORING")) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("not ready in " + LIMIT);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String awaitAnswer(CaissonBySocket socket, String command) {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < until) {
            try {
                return socket.ask(command);
            } catch (UncheckedIOException | IllegalStateException notYet) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        throw new IllegalStateException("no answer in " + LIMIT);
    }

    /** {@return the figures of many containers by a runtime that costs little, and of some by runc} */
    static void measureBoth(Plan plan, Path work, Path ociBundle, Path fake, Path runc, Figures figures)
            throws IOException {
        Path many = Files.createDirectory(work.resolve("q"));
        new RecoveryTime(many, ociBundle, fake.toString()).measure(plan.restored(), plan.serverStarts(), figures);
        Path some = Files.createDirectory(work.resolve("p"));
        new RecoveryTime(some, ociBundle, runc.toString())
                .measure(Math.max(1, plan.restored() / 10), plan.serverStarts(), figures);
    }
}
