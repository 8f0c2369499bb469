package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.JmxCommand;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import io.caisson.testkit.host.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document of 2016, byte for byte, with a real redis: what a person sees from its start to its end. */
class SeedIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    private CaissonServer server;

    @Test
    void redisRunsFromTheDocumentOf2016AsItIs() throws Exception {
        Path redis = OciBundles.redis(temp.resolve("redis"), OciBundles.seedConfig());
        // The document shares the host's network and binds 0.0.0.0: so the server gets a network of its own.
        try (CaissonServer started = CaissonServer.in(temp)
                .through("unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\"")
                .start()) {
            server = started;
            server.jmxUrl(); // the first attach makes the JVM a listener that stays
            LeakCheck leaks = LeakCheck.of(server);

            assertEquals("", server.ctrOk("containers", "start", "redis", redis.toString()));

            assertListed(redis);
            assertProcessTree(redis);
            assertStateDirectory();
            JmxClient.await("redis listens", () -> ping().status() == 0);
            assertEquals("+PONG\r\n", ping().out());
            assertEquals("RUNNING", jmx("get", "type=Container,id=redis", "State"));
            assertEquals("0.4.0", jmx("get", "type=Container,id=redis", "SpecVersion"));

            String stopped = jmx("invoke", "type=Container,id=redis", "stop", "1s");

            assertTrue(stopped.contains("137"), stopped); // with a read-only root it refuses SIGTERM
            JmxClient.await("it is removed", () -> server.ctrOk("list", "-q").isEmpty());
            assertEquals(
                    List.of("start-container redis", "exit redis init 137"),
                    server.ctrOk("events", "--after", "0")
                            .lines()
                            .skip(1)
                            .map(line -> line.replaceAll("\\s+", " "))
                            .map(line -> line.replaceFirst("^\\S+ ", "").replaceFirst(" 0$", ""))
                            .toList());
            leaks.assertNone();
            assertTrue(!server.log().contains("ERROR"), server.log());
        }
    }

    private void assertListed(Path redis) {
        String[][] table = server.ctrOk("containers", "list")
                .lines()
                .map(line -> line.split("\\s{2,}"))
                .toArray(String[][]::new);
        assertEquals(2, table.length);
        assertEquals(List.of("ID", "PATH", "STATUS", "PROCESSES"), List.of(table[0]));
        assertEquals(List.of("redis", redis.toString(), "running", "init"), List.of(table[1]));
    }

    /** As {@code ps -ef --forest} shows: the shim, and redis-server below it. */
    private void assertProcessTree(Path redis) throws IOException {
        long init = Long.parseLong(jmx("get", "type=Container,id=redis", "Pid"));
        long shim = Long.parseLong(jmx("get", "type=Container,id=redis", "ShimPid"));
        JmxClient.await("init is redis-server", () -> commandLine(init).startsWith("redis-server "));
        assertEquals("redis-server 0.0.0.0:6379", commandLine(init).strip()); // which redis writes itself
        assertEquals("caisson-shim redis " + redis + " runc", commandLine(shim).strip());
        String stat = Files.readString(Path.of("/proc/" + init + "/stat"));
        assertEquals(
                shim, Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]));
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "gone: " + e;
        }
    }

    private void assertStateDirectory() throws IOException {
        Path directory = server.stateDir().resolve("redis");
        assertTrue(
                names(directory).containsAll(Set.of("init", "state.json")),
                names(directory).toString());
        Set<String> ofInit = names(directory.resolve("init"));
        assertTrue(ofInit.containsAll(Set.of("control", "exit", "log.json", "pid")), ofInit.toString());
        assertEquals(
                jmx("get", "type=Container,id=redis", "Pid"),
                Files.readString(directory.resolve("init/pid")).strip());
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private Outcome ping() {
        return inNetwork(
                List.of("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/6379 && printf 'PING\\r\\n' >&3 && head -n 1 <&3"));
    }

    /** Runs JMX calls beside the server: the listener of its own is on the loopback of its network. */
    private String jmx(String... args) {
        List<String> command = new ArrayList<>(JmxCommand.commandLine(server.jmxUrl()));
        command.addAll(List.of(args));
        return inNetwork(command).ok().strip();
    }

    private Outcome inNetwork(List<String> command) {
        List<String> inside = new ArrayList<>(List.of("nsenter", "--net", "--target", Long.toString(server.pid())));
        inside.addAll(command);
        return Outcome.of(inside, LIMIT);
    }
}
