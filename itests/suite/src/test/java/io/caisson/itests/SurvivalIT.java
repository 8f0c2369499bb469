package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.Fault;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and shims are killed while containers run; containers run on and every exit is told once, with its truth. */
class SurvivalIT {
    private static final int CONTAINERS = 20;
    private static final int DYING = 5;

    @TempDir
    private Path temp;

    private Path ociBundle;

    /** Each container ends when the file exit appears in its own /tmp, with the status that stands there. */
    @BeforeEach
    void makeOciBundle() {
        ociBundle = OciBundles.busybox(
                temp.resolve("b"),
                OciBundles.config("sh", "-c", "while [ ! -s /tmp/exit ]; do sleep 0.1; done; exit $(cat /tmp/exit)"));
    }

    private static String id(int number) {
        return "c" + number;
    }

    /** {@return pid of each container's init} */
    private Map<Integer, Long> startAll(JmxClient jmx) {
        Map<Integer, Long> inits = new TreeMap<>();
        for (int i = 0; i < CONTAINERS; i++) {
            jmx.invoke("type=Containers", "run", id(i), ociBundle.toString(), "");
            inits.put(i, (Long) jmx.containerAttribute(id(i), "Pid"));
        }
        return inits;
    }

    private static void tellToExit(long init, int status) throws IOException {
        Path root = Path.of("/proc/" + init + "/root/tmp");
        Files.writeString(root.resolve("exit.part"), status + "\n");
        Files.move(root.resolve("exit.part"), root.resolve("exit"));
    }

    private static void awaitGone(long pid) {
        JmxClient.await("process " + pid + " is gone", () -> {
            Path stat = Path.of("/proc/" + pid + "/stat");
            try {
                return Files.notExists(stat) || Files.readString(stat).contains(") Z ");
            } catch (IOException gone) {
                return true;
            }
        });
    }

    private static void assertExitsOnce(JmxClient jmx, Map<Integer, Integer> expected) {
        List<String> wanted = expected.entrySet().stream()
                .map(exit -> id(exit.getKey()) + "=" + exit.getValue())
                .sorted()
                .toList();
        // A container is stopped as soon as that is on disk; its event follows.
        JmxClient.await("as many exits are told", () -> exits(jmx).size() >= wanted.size());
        assertEquals(wanted, exits(jmx));
    }

    private static List<String> exits(JmxClient jmx) {
        return jmx.events(0).stream()
                .filter(event -> event.type().equals("exited"))
                .map(event -> event.id() + "=" + event.status())
                .sorted()
                .toList();
    }

    private static long running(JmxClient jmx) {
        return ((Integer) jmx.get("type=Containers", "ContainersRunning")).longValue();
    }

    private static void deleteAll(JmxClient jmx) {
        for (int i = 0; i < CONTAINERS; i++) {
            jmx.container(id(i), "deleteForce");
        }
    }

    private static void awaitRestored(JmxClient jmx) {
        JmxClient.await("all is restored", () -> ((Integer) jmx.get("type=Containers", "Restoring")) == 0);
    }

    @Test
    void exitsWhileNoServerRunsAreToldByTheNextOneWithTheirTrueStatus() throws Exception {
        Map<Integer, Integer> expected = new TreeMap<>();
        Map<Integer, Long> inits;
        LeakCheck leaks;
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            leaks = LeakCheck.of(server);
            inits = startAll(jmx);
            server.kill();
        }
        for (int i = 0; i < DYING; i++) {
            tellToExit(inits.get(i), 10 + i);
            expected.put(i, 10 + i);
        }
        for (int i = 0; i < DYING; i++) {
            awaitGone(inits.get(i));
        }
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            awaitRestored(jmx);
            JmxClient.await("exits are told", () -> running(jmx) == CONTAINERS - DYING);
            assertExitsOnce(jmx, expected);
            for (int i = DYING; i < CONTAINERS; i++) {
                assertEquals(inits.get(i), jmx.containerAttribute(id(i), "Pid"), "pid of " + id(i));
            }
            tellToExit(inits.get(DYING), 77); // and it is watched again, not only listed
            JmxClient.await("a later exit is told", () -> running(jmx) == CONTAINERS - DYING - 1);
            expected.put(DYING, 77);
            server.kill();
        }
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            awaitRestored(jmx);
            assertEquals(CONTAINERS - DYING - 1, running(jmx));
            assertExitsOnce(jmx, expected);
            deleteAll(jmx);
            assertTrue(jmx.events(0).stream()
                            .filter(event -> event.type().equals("deleted"))
                            .count()
                    == CONTAINERS);
            leaks.assertNone();
        }
    }

    @Test
    @Fault(3)
    void containersRunOnWithoutTheirShimsAndTheirExitsAreTrue() throws Exception {
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            LeakCheck leaks = LeakCheck.of(server);
            Map<Integer, Long> inits = startAll(jmx);
            for (int i = 0; i < CONTAINERS; i++) {
                long shim = (Long) jmx.containerAttribute(id(i), "ShimPid");
                ProcessHandle.of(shim).orElseThrow().destroyForcibly();
            }
            Map<Integer, Integer> expected = new TreeMap<>();
            assertEquals(CONTAINERS, running(jmx));
            for (int i = 0; i < CONTAINERS; i++) {
                tellToExit(inits.get(i), 20 + i);
                expected.put(i, 20 + i);
            }
            JmxClient.await("all exits are told", () -> running(jmx) == 0);
            assertExitsOnce(jmx, expected);
            deleteAll(jmx);
            leaks.assertNone();
        }
    }

    @Test
    @Fault(4)
    void shimsKilledWhileNoServerRunsLoseNoExitOfAContainerThatDiesLater() throws Exception {
        Map<Integer, Long> inits;
        List<Long> shims = new ArrayList<>();
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            inits = startAll(jmx);
            for (int i = 0; i < CONTAINERS; i++) {
                shims.add((Long) jmx.containerAttribute(id(i), "ShimPid"));
            }
            server.kill();
        }
        for (long shim : shims) {
            ProcessHandle.of(shim).orElseThrow().destroyForcibly();
        }
        shims.forEach(SurvivalIT::awaitGone);
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            awaitRestored(jmx);
            assertEquals(CONTAINERS, running(jmx));
            Map<Integer, Integer> expected = new TreeMap<>();
            for (int i = 0; i < CONTAINERS; i++) {
                tellToExit(inits.get(i), 40 + i);
                expected.put(i, 40 + i);
            }
            JmxClient.await("all exits are told", () -> running(jmx) == 0);
            assertExitsOnce(jmx, expected);
            deleteAll(jmx);
        }
    }

    @Test
    @Fault(5)
    void whereServerShimAndContainerAreAllKilledOneUnknownExitIsToldHoweverOftenServersStart() throws Exception {
        long init;
        long shim;
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            jmx.invoke("type=Containers", "run", "c0", ociBundle.toString(), "");
            init = (Long) jmx.containerAttribute("c0", "Pid");
            shim = (Long) jmx.containerAttribute("c0", "ShimPid");
            server.kill();
        }
        for (long pid : new long[] {shim, init}) {
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            awaitGone(pid);
        }
        for (int i = 0; i < 4; i++) {
            try (CaissonServer server = CaissonServer.in(temp).start();
                    JmxClient jmx = JmxClient.of(server)) {
                awaitRestored(jmx);
                JmxClient.await(
                        "the exit is told",
                        () -> jmx.events(0).stream()
                                .anyMatch(event -> event.type().equals("exited")));
                assertExitsOnce(jmx, Map.of(0, 255));
                if (i == 3) {
                    jmx.container("c0", "delete");
                } else {
                    server.kill();
                }
            }
        }
    }

    /** The container is slowed down by its pipe while no server runs, so that each server is killed while output flows. */
    @Test
    void whateverKillsTheServerEachByteIsInTheLogOnce() throws Exception {
        int lines = 150_000;
        OciBundles.busybox(
                temp.resolve("w"),
                OciBundles.config(
                        "sh", "-c", "i=0; while [ $i -lt " + lines + " ]; do echo line $i; i=$((i+1)); done"));
        Path logs = null;
        LeakCheck leaks = null;
        for (int killed = 0; killed < 4; killed++) {
            try (CaissonServer server = CaissonServer.in(temp).start();
                    JmxClient jmx = JmxClient.of(server)) {
                if (killed == 0) {
                    leaks = LeakCheck.of(server);
                    String small = "{\"logOptions\":{\"max-size\":\"256k\",\"max-file\":1000}}";
                    jmx.invoke("type=Containers", "run", "c", temp.resolve("w").toString(), small);
                    logs = Path.of((String) jmx.containerAttribute("c", "LogFile"))
                            .getParent();
                }
                long enough = (killed + 1) * 1_200_000L;
                Path all = logs;
                JmxClient.await("there is more of the log", () -> bytesIn(all) > enough);
                server.kill();
            }
        }
        try (CaissonServer server = CaissonServer.in(temp).start();
                JmxClient jmx = JmxClient.of(server)) {
            assertEquals(0, jmx.awaitExit("c"));
            String log = server.ctrOk("logs", "c");
            String wanted =
                    IntStream.range(0, lines).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
            assertEquals(wanted.length(), log.length());
            assertTrue(wanted.equals(log), "the log has other lines");
            jmx.container("c", "delete");
            leaks.assertNone();
        }
    }

    private static long bytesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            long sum = 0;
            for (Path file : files.toList()) {
                sum += Files.exists(file) ? Files.size(file) : 0;
            }
            return sum;
        } catch (IOException e) {
            return 0; // one was renamed meanwhile
        }
    }
}
