package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server from its start to its end. */
class ServerIT {
    @TempDir
    private Path temp;

    @Test
    void aServerAnswersAtBothDoorsAndEndsWithZeroOnSigterm() throws Exception {
        try (CaissonServer server = CaissonServer.in(temp).start()) {
            assertTrue(
                    server.readyLine()
                            .matches("caisson: supervisor running cpus=\\d+ memory=\\d+ runtime=runc stateDir="
                                    + server.stateDir()),
                    server.readyLine());
            assertTrue(server.ctrOk("version").contains("0.1.0"), server.ctrOk("version"));
            try (JMXConnector jmx = server.jmx()) {
                assertTrue(jmx.getMBeanServerConnection().isRegistered(new ObjectName("io.caisson:type=Containers")));
            }

            assertEquals(0, server.terminate());
            assertTrue(Files.notExists(server.stateDir().resolve("caisson.sock")), "the socket is still there");
        }
    }

    @Test
    void directoriesAndSocketAreClosedToOthers() throws Exception {
        try (CaissonServer server = CaissonServer.in(temp).start()) {
            assertEquals("rwx--x--x", mode(server.stateDir()));
            assertEquals("rwx------", mode(server.rootDir()));
            assertEquals("rwx------", mode(server.logDir()));
            assertEquals("rw-------", mode(server.logDir().resolve("server.log")));
            assertEquals("rw-------", mode(server.stateDir().resolve("caisson.sock")));
        }
    }

    /** Until somebody attaches; what the JDK then opens is its own, and only the same user and root can ask for it. */
    @Test
    void noTcpPortIsListenedOn() throws Exception {
        try (CaissonServer server = CaissonServer.in(temp).start()) {
            server.ctrOk("version");
            assertEquals(List.of(), listeningSockets(server.pid()));

            server.jmx().close();
            assertEquals(1, listeningSockets(server.pid()).size(), "this test would not see a listening socket");
        }
    }

    private static List<String> listeningSockets(long pid) throws Exception {
        Set<String> ofServer = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                ofServer.add(Files.readSymbolicLink(descriptor).toString());
            }
        }
        List<String> listening = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6")) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
                String[] words = line.strip().split(" +"); // proc(5): sl, local, remote, st, ..., inode is word 9
                boolean listens = words.length > 9 && (words[3].equals("0A") || words[3].equals("07"));
                if (listens && ofServer.contains("socket:[" + words[9] + "]")) {
                    listening.add(table + " " + words[1]);
                }
            }
        }
        return listening;
    }

    @Test
    void aSecondServerOnTheSameDirectoryEndsWithOneAndNamesTheFirst() {
        try (CaissonServer first = CaissonServer.in(temp).start()) {
            Outcome second = Outcome.of(
                    List.of(
                            CaissonServer.home().resolve("bin/caisson").toString(),
                            "--state-dir",
                            first.stateDir().toString(),
                            "--root-dir",
                            temp.resolve("other-r").toString(),
                            "--log-dir",
                            temp.resolve("other-l").toString()),
                    Duration.ofSeconds(30));

            assertEquals(1, second.status());
            assertEquals(
                    "caisson: another server, process " + first.pid() + ", runs with --state-dir " + first.stateDir()
                            + ".\n",
                    second.err());
            first.ctrOk("version");
        }
    }

    @Test
    void aKilledServerStartsAgainOnTheSameDirectories() {
        long killed;
        try (CaissonServer server = CaissonServer.in(temp).start()) {
            killed = server.pid();
            server.kill();
        }
        try (CaissonServer server = CaissonServer.in(temp).start()) {
            assertNotEquals(killed, server.pid());
            server.ctrOk("version");
        }
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
