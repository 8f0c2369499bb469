package io.caisson.crash;

import io.caisson.crash.Counters.Kind;
import io.caisson.testkit.host.CaissonServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** First finds out which points each operation passes and how often, then dies at each of these hits. */
final class Sweep {
    /** Of a point that is passed again and again, for instance once for each line of a log. */
    private static final int MOST_HITS = 6;

    /** A restart costs twice, and goes the same way again and again. */
    private static final int MOST_HITS_OF_RECOVERY = 2;

    /** Points that are passed only after a reboot; the supervisor's own tests of reboots are there. */
    private static final String OF_ANOTHER_BOOT = "reboot.";

    private static final int REPORT_EVERY = 25;

    private final Options options;
    private final Path work;
    private final Counters counters;
    private final AtomicInteger directories = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Sweep(Options options, Path work, Counters counters) {
        this.options = options;
        this.work = work;
        this.counters = counters;
    }

    void run() {
        if (!options.only().isEmpty()) {
            kill(options.only());
            return;
        }
        if (options.shims()) {
            shims();
            return;
        }
        if (options.randomSeconds() > 0) {
            randomKills();
            return;
        }
        Set<Case> all = record();
        checkRegistry(all);
        List<Case> cases = new ArrayList<>(all);
        Collections.shuffle(cases, new Random(options.seed()));
        if (options.sample() > 0) {
            cases = sample(cases);
        }
        System.err.println("crash: " + cases.size() + " of " + all.size() + " deaths");
        kill(cases);
        if (options.sample() == 0) {
            shims();
        }
    }

    private void randomKills() {
        Deque<RuntimeKind> runtimes = new ArrayDeque<>(List.of(RuntimeKind.values()));
        inLanes(() -> {
            RuntimeKind runtime = next(runtimes);
            if (runtime != null) {
                try (Lane lane = lane(runtime)) {
                    new RandomKills(lane, counters, new Random(options.seed()))
                            .run(Duration.ofSeconds(options.randomSeconds()));
                }
            }
            return null;
        });
    }

    private void shims() {
        Deque<RuntimeKind> runtimes = new ArrayDeque<>(List.of(RuntimeKind.values()));
        inLanes(() -> {
            for (RuntimeKind runtime = next(runtimes); runtime != null; runtime = next(runtimes)) {
                try (Lane lane = lane(runtime)) {
                    new ShimSweep(lane, counters).run();
                }
            }
            return null;
        });
    }

    private Set<Case> record() {
        Set<Case> all = Collections.synchronizedSet(new LinkedHashSet<>());
        Deque<RuntimeKind> runtimes = new ArrayDeque<>(List.of(RuntimeKind.values()));
        inLanes(() -> {
            for (RuntimeKind runtime = next(runtimes); runtime != null; runtime = next(runtimes)) {
                try (Lane lane = lane(runtime)) {
                    Execution execution = new Execution(lane, counters, new Random(options.seed()));
                    for (Operation operation : operations(runtime)) {
                        for (Map.Entry<String, Integer> point :
                                execution.record(operation).entrySet()) {
                            int most = operation.atStart() ? MOST_HITS_OF_RECOVERY : MOST_HITS;
                            for (int hit = 1; hit <= Math.min(point.getValue(), most); hit++) {
                                all.add(new Case(point.getKey(), hit, operation, runtime));
                            }
                        }
                    }
                }
            }
            return null;
        });
        List<Case> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparing(Case::toString));
        return new LinkedHashSet<>(sorted);
    }

    private static List<Operation> operations(RuntimeKind runtime) {
        return Stream.of(Operation.values())
                .filter(operation -> operation.isOf(runtime))
                .toList();
    }

    private void checkRegistry(Set<Case> all) {
        Set<String> missing = new TreeSet<>(ClassPoints.in(CaissonServer.home()));
        all.forEach(passed -> missing.remove(passed.point()));
        missing.removeIf(point -> point.startsWith(OF_ANOTHER_BOOT));
        for (String point : missing) {
            counters.found(Kind.UNLAWFUL, point, "no operation of the sweep passes this failpoint");
        }
    }

    /** {@return at each point one death, and as many more as are wanted} */
    private List<Case> sample(List<Case> shuffled) {
        Set<String> seen = new HashSet<>();
        List<Case> first = new ArrayList<>();
        List<Case> rest = new ArrayList<>();
        for (Case one : shuffled) {
            (seen.add(one.point()) ? first : rest).add(one);
        }
        int more = Math.max(0, options.sample() - first.size());
        first.addAll(rest.subList(0, Math.min(more, rest.size())));
        return first;
    }

    private void kill(List<Case> cases) {
        Map<RuntimeKind, Deque<Case>> queues = new EnumMap<>(RuntimeKind.class);
        cases.forEach(one ->
                queues.computeIfAbsent(one.runtime(), any -> new ArrayDeque<>()).add(one));
        inLanes(() -> {
            for (Map.Entry<RuntimeKind, Deque<Case>> queue : queues.entrySet()) {
                killAll(queue.getKey(), queue.getValue(), cases.size());
            }
            return null;
        });
    }

    private void killAll(RuntimeKind runtime, Deque<Case> queue, int all) {
        Case one = next(queue);
        while (one != null) {
            try (Lane lane = lane(runtime)) {
                Execution execution = new Execution(lane, counters, new Random(options.seed() + directories.get()));
                while (one != null && execution.die(one)) {
                    if (done.incrementAndGet() % REPORT_EVERY == 0) {
                        System.err.println("crash: " + done + "/" + all + " " + counters);
                    }
                    one = next(queue);
                }
                if (one == null) {
                    execution.closeJournal();
                }
            }
            if (one != null) { // the lane is of no use any more
                one = next(queue);
            }
        }
    }

    private Lane lane(RuntimeKind runtime) {
        try {
            return new Lane(Files.createDirectory(work.resolve("l" + directories.incrementAndGet())), runtime);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T next(Deque<T> queue) {
        synchronized (queue) {
            return queue.poll();
        }
    }

    private void inLanes(Callable<Void> work) {
        ExecutorService threads = Executors.newFixedThreadPool(options.lanes());
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < options.lanes(); i++) {
                running.add(threads.submit(work));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
