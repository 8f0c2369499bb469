package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of the packaged server, with the real runc. */
class ContainerIT {
    @TempDir
    private Path temp;

    private CaissonServer server;
    private LeakCheck leaks;

    @BeforeEach
    void startServer() throws IOException {
        server = CaissonServer.in(temp).start();
        server.jmx().close(); // the JVM listens for JMX from the first attach on, for good: no leak
        leaks = LeakCheck.of(server);
    }

    @AfterEach
    void nothingIsLeft() {
        try {
            leaks.assertNone();
        } finally {
            server.deleteContainers();
            assertEquals(0, server.terminate(), server.log());
        }
    }

    @Test
    void runGivesOutputAndExitStatusOfTheProgram() {
        Path bundle = OciBundles.busybox(
                temp.resolve("b"), OciBundles.config("sh", "-c", "echo to out; echo to err >&2; exit 7"));

        Outcome outcome = server.ctr("run", "--rm", "seven", bundle.toString());

        assertEquals(7, outcome.status(), outcome.toString());
        assertEquals("to out\n", outcome.out());
        assertEquals("to err\n", outcome.err());
    }

    /** The document of 2016, byte for byte, and what its containerd showed of it. */
    @Test
    void theSeedsRedisRunsAndIsStoppedThroughItsMBean() throws Exception {
        Path bundle = OciBundles.redis(temp.resolve("redis"), OciBundles.seedConfig());

        server.ctrOk("containers", "start", "redis", bundle.toString());
        List<String> list = server.ctrOk("containers", "list").lines().toList();
        long init = Long.parseLong(
                Files.readString(server.stateDir().resolve("redis/init/pid")).strip());
        assertEquals(
                List.of("ID", "PATH", "STATUS", "PROCESSES"),
                List.of(list.get(0).split(" +")));
        assertEquals(
                List.of("redis", bundle.toString(), "running", "init"),
                List.of(list.get(1).split(" +")));
        assertTrue(
                Files.readString(Path.of("/proc", Long.toString(init), "cgroup"))
                        .contains("/" + server.cgroupParent() + "/"),
                "not in the cgroup that is accounted for");

        assertEquals(
                "OK redis STOPPED exitStatus=137 forced",
                Jmxterm.run(server, "bean io.caisson:type=Container,id=redis", "run stop 1s")
                        .ok()
                        .strip());
        assertEquals(1, server.ctrOk("containers", "list").lines().count());
    }

    @Test
    void theExampleScriptForJmxtermRuns() throws Exception {
        Path bundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "1000"));
        String script = Files.readString(Path.of(System.getProperty("caisson.examples"), "container.jmx"))
                .replace("/containers/sleeper", bundle.toString());

        Outcome outcome = Jmxterm.run(server, script.lines().toArray(String[]::new));
        assertTrue(outcome.ok().contains("OK sleeper RUNNING"), outcome.toString());
        assertTrue(outcome.out().contains("PAUSED"), outcome.toString());
        assertEquals("137", server.ctrOk("wait", "sleeper").strip());
        server.ctrOk("delete", "sleeper");
    }

    @Test
    void twentyContainersAtOnceEndEachWithItsOwnStatus() throws Exception {
        Path bundle = OciBundles.busybox(temp.resolve("b"), "");
        Path config = bundle.resolve("config.json");
        for (int i = 0; i < 20; i++) {
            Files.writeString(config, OciBundles.config("sh", "-c", "exit " + i));
            server.ctrOk("create", "c" + i, bundle.toString());
        }

        for (int i = 0; i < 20; i++) {
            server.ctrOk("start", "c" + i);
        }

        for (int i = 0; i < 20; i++) {
            assertEquals(String.valueOf(i), server.ctrOk("wait", "c" + i).strip());
            server.ctrOk("delete", "c" + i);
        }
    }
}
