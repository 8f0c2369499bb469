package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.EventLaws;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at once, processes that end meanwhile, and a server that is killed in the middle of it. */
class ConcurrencyIT {
    private static final int CALLERS = 16;
    private static final int EXEC_ROUNDS = 50;
    private static final int KILL_ROUNDS = 5;
    private static final int LANES = 4;

    @TempDir
    private Path temp;

    /** Runs the same in many threads that begin together. {@return each one's answer, or what it threw as text} */
    private static List<String> atOnce(int threads, Callable<String> action) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier begin = new CyclicBarrier(threads);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                answers.add(pool.submit(() -> {
                    begin.await();
                    try {
                        return action.call();
                    } catch (IllegalStateException | NoSuchElementException e) {
                        return e.getMessage();
                    }
                }));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> answer : answers) {
                texts.add(answer.get());
            }
            return texts;
        } finally {
            pool.shutdown();
        }
    }

    private static long count(List<String> texts, String beginning) {
        return texts.stream().filter(text -> text.startsWith(beginning)).count();
    }

    @Test
    void oneOfManyCreatesWinsAndNoDeleteFailsButForBeingLate() throws Exception {
        String ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "600"))
                .toString();
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            LeakCheck leaks = LeakCheck.of(server);

            List<String> created =
                    atOnce(CALLERS, () -> jmx.invoke("type=Containers", "create", "same", ociBundle, ""));

            assertEquals(1, count(created, "OK"), created.toString());
            assertEquals(CALLERS - 1, count(created, "ALREADY_EXISTS"), created.toString());

            List<String> deleted = atOnce(CALLERS, () -> jmx.container("same", "deleteForce"));

            assertTrue(count(deleted, "OK") >= 1, deleted.toString());
            assertEquals(CALLERS, count(deleted, "OK") + count(deleted, "NOT_FOUND"), deleted.toString());
            EventLaws.assertLawful(jmx.events(0));
            leaks.assertNone();
        }
    }

    @Test
    void anExecWhileInitEndsRunsOrIsRefusedAndNothingIsToldAfterInitsExit() throws Exception {
        String ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "0.3"))
                .toString();
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            LeakCheck leaks = LeakCheck.of(server);
            List<String> answers = new ArrayList<>();

            for (int round = 0; round < EXEC_ROUNDS; round++) {
                String id = "r" + round;
                jmx.invoke("type=Containers", "run", id, ociBundle, "");
                long pause = 10L * round; // from well before the end of init to after it
                answers.addAll(atOnce(2, () -> {
                    Thread.sleep(pause);
                    return jmx.container(id, "exec", "[\"true\"]");
                }));
                assertEquals(0, jmx.awaitExit(id));
                jmx.container(id, "delete");
            }

            long ran = count(answers, "OK");
            long refused = count(answers, "FAILED_PRECONDITION");
            assertEquals(2L * EXEC_ROUNDS, ran + refused, answers.toString());
            assertTrue(ran > 0 && refused > 0, "the race was not met: " + answers);
            EventLaws.assertLawful(jmx.events(0));
            leaks.assertNone();
        }
    }

    @Test
    void aServerKilledInTheMiddleLeavesEachContainerAbsentOrWhole() throws Exception {
        String ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "600"))
                .toString();
        AtomicInteger number = new AtomicInteger();
        for (int round = 0; round < KILL_ROUNDS; round++) {
            int lives = 3 + 2 * round; // killed after so many whole lives, each time elsewhere
            try (CaissonServer server = CaissonServer.in(temp).start();
                    JmxClient jmx = JmxClient.of(server)) {
                killInTheMiddle(server, jmx, ociBundle, number, lives);
            }
            try (CaissonServer server = CaissonServer.in(temp).start();
                    JmxClient jmx = JmxClient.of(server)) {
                LeakCheck leaks = LeakCheck.of(server);
                JmxClient.await(
                        "all is restored",
                        () -> jmx.get("type=Containers", "Restoring").equals(0));
                for (String id : (String[]) jmx.get("type=Containers", "Ids")) {
                    assertWhole(jmx, id);
                    jmx.container(id, "deleteForce");
                }
                EventLaws.assertLawful(jmx.events(0));
                leaks.assertNone();
                assertNothing(server);
            }
        }
    }

    private static void killInTheMiddle(
            CaissonServer server, JmxClient jmx, String ociBundle, AtomicInteger number, int lives) throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        AtomicInteger done = new AtomicInteger();
        List<Future<?>> ends = new ArrayList<>();
        ConcurrentHashMap<String, Boolean> refused = new ConcurrentHashMap<>();
        for (int lane = 0; lane < LANES; lane++) {
            ends.add(lanes.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    String id = "k" + number.incrementAndGet();
                    try {
                        jmx.invoke("type=Containers", "create", id, ociBundle, "");
                        jmx.container(id, "start");
                        jmx.container(id, "deleteForce");
                        done.incrementAndGet();
                    } catch (RuntimeException e) {
                        if (ProcessHandle.of(server.pid()).isPresent()) {
                            refused.put(id + ": " + e, true);
                        }
                        return;
                    }
                }
            }));
        }
        JmxClient.await("some lives", () -> done.get() >= lives || !refused.isEmpty());
        assertEquals("{}", refused.toString());
        server.kill();
        for (Future<?> end : ends) {
            end.get();
        }
        lanes.shutdown();
    }

    private static void assertWhole(JmxClient jmx, String id) {
        String state = (String) jmx.containerAttribute(id, "State");
        long pid = (Long) jmx.containerAttribute(id, "Pid");
        switch (state) {
            case "CREATED", "RUNNING" ->
                assertTrue(Files.exists(Path.of("/proc/" + pid)), id + " is " + state + " without a process");
            case "STOPPED" -> assertEquals(137, jmx.containerAttribute(id, "ExitStatus"), "exit status of " + id);
            default -> throw new AssertionError(id + " is " + state);
        }
        assertFalse(jmx.container(id, "showSpec").isEmpty(), id + " has no document");
    }

    private static void assertNothing(CaissonServer server) throws Exception {
        try (var entries = Files.list(server.stateDir())) {
            List<String> names = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("k") || name.startsWith(".removing-"))
                    .toList();
            assertEquals(List.of(), names);
        }
        try (var entries = Files.list(server.logDir())) {
            assertEquals(
                    List.of(),
                    entries.map(entry -> entry.getFileName().toString())
                            .filter(name -> name.startsWith("k"))
                            .toList());
        }
        assertTrue(Files.notExists(Path.of("/sys/fs/cgroup/memory", server.cgroupParent(), "k1")), "a cgroup is left");
    }
}
