package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.Fault;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.FakeRuntime;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that runs out of what the host gives it, or stops or comes back at a bad moment. */
class ServerLimitsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    private Path ociBundle;
    private String runtime;

    @BeforeEach
    void make() {
        ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "600"));
        runtime = FakeRuntime.in(temp).toString();
    }

    private CaissonServer start(String... through) {
        return CaissonServer.in(temp)
                .through(through)
                .with("--runtime", runtime)
                .start();
    }

    private void run(JmxClient jmx, String id) {
        jmx.invoke("type=Containers", "run", id, ociBundle.toString(), "");
    }

    private Outcome create(CaissonServer server, String id) {
        return server.ctr("create", id, ociBundle.toString());
    }

    private static void awaitReady(JmxClient jmx) {
        JmxClient.await("ready", () -> jmx.get("type=Daemon", "State").equals("READY"));
    }

    private static void prlimit(long pid, String nofile) {
        Outcome.of(List.of("prlimit", "--pid", Long.toString(pid), "--nofile=" + nofile), LIMIT)
                .ok();
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        }
    }

    @Test
    @Fault(29)
    void withoutDescriptorsNothingBeginsAndExitsAreStillTold() throws Exception {
        try (CaissonServer server = start();
                JmxClient jmx = JmxClient.of(server)) {
            run(jmx, "web");
            long init = (Long) jmx.containerAttribute("web", "Pid");
            server.ctrOk("version");
            prlimit(server.pid(), descriptors(server.pid()) + 24 + ":");
            Outcome refused = create(server, "db");
            assertTrue(refused.err().contains("[server.no-descriptors]"), refused.toString());
            ProcessHandle.of(init).orElseThrow().destroyForcibly();
            JmxClient.await(
                    "the exit is told",
                    () -> jmx.containerAttribute("web", "State").equals("STOPPED"));
            prlimit(server.pid(), "1024:");
            assertEquals(0, create(server, "db").status());
            server.deleteContainers();
        }
    }

    /** Room for the reserve and a little more: then a file takes the rest. */
    @Test
    @Fault({15, 16})
    void onAFullStateDirectoryContainersCanBeEnded() throws Exception {
        Path state = Files.createDirectory(temp.resolve("s"));
        String size = "size=1m,nr_inodes=120,mode=711";
        Outcome.of(List.of("mount", "-t", "tmpfs", "-o", size, "caisson", state.toString()), LIMIT)
                .ok();
        try {
            fillAndEmpty(state);
        } finally {
            Outcome.of(List.of("umount", state.toString()), LIMIT).ok();
        }
    }

    private void fillAndEmpty(Path seen) throws IOException {
        try (CaissonServer server = start();
                JmxClient jmx = JmxClient.of(server)) {
            run(jmx, "web");
            JmxClient.await("the reserve", () -> Files.exists(seen.resolve(".reserve/15")));
            int files = 0;
            while (takeInode(seen.resolve(".filler" + files))) {
                files++;
            }
            assertTrue(files > 10, files + " inodes were free");
            Outcome inodes = create(server, "db");
            assertTrue(inodes.err().contains("[state.no-space]"), inodes.toString());
            assertTrue(inodes.err().contains("inode"), inodes.toString());
            for (int i = 0; i < files; i++) {
                Files.delete(seen.resolve(".filler" + i));
            }
            fill(seen.resolve(".filler"));
            Outcome bytes = create(server, "db");
            assertNotEquals(0, bytes.status());
            assertTrue(bytes.err().contains("[state.no-space]"), bytes.toString());
            assertTrue(server.ctrOk("list").contains("running"));
            server.ctrOk("stop", "-t", "0", "web");
            server.ctrOk("delete", "web");
            assertEquals("", server.ctrOk("list", "-q"));
            Files.delete(seen.resolve(".filler"));
            JmxClient.await("there is room again", () -> create(server, "db").status() == 0);
            server.deleteContainers();
        }
    }

    private static boolean takeInode(Path file) {
        try {
            Files.createFile(file);
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    private static void fill(Path file) {
        Outcome.of(List.of("dd", "if=/dev/zero", "of=" + file, "bs=4k"), LIMIT); // ends with an error: that is meant
    }

    @Test
    @Fault(20)
    void aReadOnlyStateDirectoryIsNamedAtTheStart() throws IOException {
        Path state = Files.createDirectory(temp.resolve("s"));
        List<String> command = List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o ro caisson " + state + " && exec \"$@\"",
                "sh",
                CaissonServer.home().resolve("bin/caisson").toString(),
                "--state-dir",
                state.toString(),
                "--root-dir",
                temp.resolve("r").toString(),
                "--log-dir",
                temp.resolve("l").toString());
        Outcome outcome = Outcome.of(command, LIMIT);
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("--state-dir " + state), outcome.err());
        assertTrue(outcome.err().contains("rwx--x--x"), outcome.err());
        assertTrue(outcome.err().contains("Read-only file system"), outcome.err());
    }

    @Test
    @Fault({6, 62, 21, 25})
    void aStormAStopAndAReturnToStoppedShimsAndDamage() throws Exception {
        List<CompletableFuture<String>> storm = new ArrayList<>();
        long web;
        try (CaissonServer server = start();
                JmxClient jmx = JmxClient.of(server)) {
            for (String id : List.of("web", "db", "hurt", "gone")) {
                run(jmx, id);
            }
            web = (Long) jmx.containerAttribute("web", "Pid");
            signal("STOP", (Long) jmx.containerAttribute("web", "ShimPid"));
            for (int i = 0; i < 40; i++) {
                String id = "storm" + i;
                storm.add(CompletableFuture.supplyAsync(() -> answer(jmx, id)));
            }
            storm.get(0).get();
            long begin = System.nanoTime();
            assertEquals(0, server.terminate());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertTrue(millis <= 10_000, "the stop took " + millis + " ms");
        }
        for (CompletableFuture<String> each : storm) {
            each.get();
        }
        assertTrue(ProcessHandle.of(web).isPresent(), "containers live on");
        byte[] record = Files.readAllBytes(temp.resolve("s/hurt/state.json"));
        Files.write(temp.resolve("s/hurt/state.json"), new byte[record.length]);
        Outcome.of(List.of("rm", "-rf", temp.resolve("s/gone").toString()), LIMIT)
                .ok();
        try (CaissonServer server = start();
                JmxClient jmx = JmxClient.of(server)) {
            awaitReady(jmx);
            assertEquals("RUNNING", jmx.containerAttribute("db", "State"));
            assertEquals("RUNNING", jmx.containerAttribute("web", "State"), "a stopped shim is no obstacle");
            assertEquals("UNKNOWN", jmx.containerAttribute("hurt", "State"));
            assertEquals("UNKNOWN", jmx.containerAttribute("gone", "State"));
            server.ctrOk("kill", "--signal", "KILL", "hurt");
            server.ctrOk("delete", "-f", "hurt");
            server.ctrOk("delete", "-f", "gone");
            signal("CONT", (Long) jmx.containerAttribute("web", "ShimPid"));
            server.deleteContainers();
            assertEquals("", server.ctrOk("list", "-q"));
        }
    }

    @Test
    @Fault({32, 61})
    void aServerWithoutHeapEndsAtOnceAndTheNextOneTakesOver() throws Exception {
        long server;
        try (CaissonServer small = start("env", "CAISSON_JAVA_OPTS=-Xmx40m");
                JmxClient jmx = JmxClient.of(small)) {
            run(jmx, "web");
            server = small.pid();
            Outcome second = Outcome.of(
                    List.of(
                            CaissonServer.home().resolve("bin/caisson").toString(),
                            "--state-dir",
                            small.stateDir().toString(),
                            "--root-dir",
                            temp.resolve("r2").toString(),
                            "--log-dir",
                            temp.resolve("l2").toString()),
                    LIMIT);
            assertEquals(1, second.status());
            assertTrue(second.err().contains("another server, process " + server + ","), second.err());
            String huge = "x".repeat(40 << 20); // more than all of the heap
            assertThrows(RuntimeException.class, () -> run(jmx, huge));
            JmxClient.await(
                    "the server is gone",
                    () -> !ProcessHandle.of(server).map(ProcessHandle::isAlive).orElse(false));
        }
        try (CaissonServer next = start();
                JmxClient jmx = JmxClient.of(next)) {
            awaitReady(jmx);
            assertEquals("RUNNING", jmx.containerAttribute("web", "State"));
            next.deleteContainers();
        }
    }

    private String answer(JmxClient jmx, String id) {
        try {
            run(jmx, id);
            return "runs";
        } catch (RuntimeException e) { // refused, or the connection went with the server
            return e.toString();
        }
    }

    private static void signal(String name, long pid) {
        Outcome.of(List.of("kill", "-" + name, Long.toString(pid)), LIMIT).ok();
    }
}
