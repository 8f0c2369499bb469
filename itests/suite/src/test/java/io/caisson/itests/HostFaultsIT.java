package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.Fault;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.EventLaws;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cgroups, processes and a JDK that are not as a server finds them usually. */
class HostFaultsIT {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final Duration BOMB_LIMIT = Duration.ofSeconds(5);

    @TempDir
    private static Path temp;

    private static CaissonServer server;
    private static JmxClient jmx;

    private LeakCheck leaks;

    @BeforeAll
    static void startServer() {
        server = CaissonServer.in(temp).start();
        jmx = JmxClient.of(server);
    }

    @AfterAll
    static void endServer() {
        server.deleteContainers();
        jmx.close();
        server.close();
    }

    @BeforeEach
    void countBefore() {
        leaks = LeakCheck.of(server);
    }

    @AfterEach
    void nothingIsLeftAndTheLawsHold() {
        leaks.assertNone();
        EventLaws.assertLawful(jmx.events(0));
    }

    private static void run(String id, String config) {
        Path ociBundle = OciBundles.busybox(temp.resolve("b-" + id), config);
        jmx.invoke("type=Containers", "run", id, ociBundle.toString(), "");
    }

    /** {@return the container's cgroup in every hierarchy that has it} */
    private static List<Path> cgroups(String id) throws IOException {
        try (Stream<Path> hierarchies = Files.list(CGROUPS)) {
            return hierarchies
                    .map(hierarchy -> hierarchy.resolve(server.cgroupParent()).resolve(id))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    @Test
    @Fault(36)
    void aForkBombStaysWithinItsLimitAndEndsWithItsContainer() throws IOException {
        String config = OciBundles.config("sh", "-c", "bomb() { bomb & bomb; }; sleep 0.2; bomb")
                .replace("\"linux\": {", "\"linux\": { \"resources\": { \"pids\": { \"limit\": 64 } },");
        run("bomb", config);
        Path pids = cgroups("bomb").stream()
                .filter(cgroup -> Files.exists(cgroup.resolve("pids.max")))
                .findFirst()
                .orElseThrow();
        assertEquals("64", Files.readString(pids.resolve("pids.max")).strip());
        JmxClient.await("the bomb has met its limit", () -> number(pids.resolve("pids.events")) > 0);
        assertTrue(number(pids.resolve("pids.current")) <= 64);

        long began = System.nanoTime();
        jmx.container("bomb", "deleteForce");
        assertTrue(System.nanoTime() - began < BOMB_LIMIT.toNanos(), "it takes longer than " + BOMB_LIMIT);
    }

    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).replaceAll("\\D", ""));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Fault(38)
    void aContainerWhoseCgroupsAreTakenAwayRunsOnAndIsKilledByItsPidfd() throws IOException {
        run("moved", OciBundles.config("sleep", "600"));
        long pid = (Long) jmx.containerAttribute("moved", "Pid");
        for (Path cgroup : cgroups("moved")) {
            Path procs = cgroup.getParent().getParent().resolve("cgroup.procs");
            Files.writeString(procs, Long.toString(pid));
            JmxClient.await(cgroup + " is removed", () -> cgroup.toFile().delete() || Files.notExists(cgroup));
        }
        assertEquals("RUNNING", jmx.containerAttribute("moved", "State"));
        assertEquals(125, server.ctr("exec", "moved", "--", "true").status()); // runc finds no cgroup for it
        assertEquals("RUNNING", jmx.containerAttribute("moved", "State"));
        jmx.container("moved", "kill", "KILL");
        assertEquals(137, jmx.awaitExit("moved"));
        jmx.container("moved", "delete");
    }

    @Test
    @Fault(39)
    void whatOutlivesInitInThePidNamespaceOfTheHostEndsWithIt() throws IOException {
        String config = OciBundles.config("sh", "-c", "sleep 601 & sleep 602 & sleep 0.3; exit 5")
                .replace("{ \"type\": \"pid\" }, ", "");
        run("hostpid", config);
        assertEquals(5, jmx.awaitExit("hostpid"));
        for (Path cgroup : cgroups("hostpid")) {
            assertEquals("", Files.readString(cgroup.resolve("cgroup.procs")));
        }
        jmx.container("hostpid", "delete");
    }

    @Test
    @Fault(59)
    void noHelperOfTheJdkIsNeededToStartAContainer() throws IOException {
        Path java = Path.of(System.getProperty("java.home"));
        assertTrue(Files.exists(java.resolve("lib/jspawnhelper")), "this JDK has none");
        Path base = Files.createDirectory(temp.resolve("j"));
        try (CaissonServer other = CaissonServer.in(base)
                .through(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount --bind /dev/null '" + java + "/lib/jspawnhelper' && CAISSON_JAVA='" + java
                                + "/bin/java' exec \"$0\" \"$@\"")
                .start()) {
            Path ociBundle = OciBundles.busybox(base.resolve("b"), OciBundles.config("sh", "-c", "exit 6"));
            assertEquals(6, other.ctr("run", "--rm", "c", ociBundle.toString()).status());
        }
    }
}
