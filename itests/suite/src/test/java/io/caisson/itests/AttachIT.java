package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SECURITY.md says of listeners. */
class AttachIT {
    @TempDir
    private Path temp;

    @Test
    void nothingListensOnTcpBeforeAnAttachAndOneJvmListenerFromThenOn() throws Exception {
        try (CaissonServer server = CaissonServer.in(temp).start()) {
            server.ctrOk("version");
            assertEquals(Set.of(), Sockets.listeningPorts(server.pid()));

            String url = server.jmxUrl();

            Set<Integer> ports = Sockets.listeningPorts(server.pid());
            assertEquals(1, ports.size(), "ports " + ports);
            try (JMXConnector connector = server.jmx()) {
                connector.getMBeanServerConnection().getMBeanCount();
                assertEquals(ports, Sockets.listeningPorts(server.pid()), "a connection opens no other listener");
            }
            assertEquals(url, server.jmxUrl(), "a second attach finds the first one's listener");
            assertEquals(ports, Sockets.listeningPorts(server.pid()));
        }
    }

    /** The server in one network, a stranger in another, with a cable between them and none to anybody else. */
    @Test
    void theJvmsListenerSpeaksToTheServersOwnHostOnly() throws Exception {
        try (TwoHosts hosts = TwoHosts.connect();
                CaissonServer server =
                        CaissonServer.in(temp).through(hosts.onFirst()).start()) {
            server.jmxUrl();
            int port = Sockets.listeningPorts(server.pid()).iterator().next();

            assertEquals("N", hosts.rmiAnswer(hosts.onFirst(), "127.0.0.1", port), "from the loopback address");
            assertEquals("N", hosts.rmiAnswer(hosts.onFirst(), TwoHosts.FIRST, port), "from the host's own address");
            assertEquals("", hosts.rmiAnswer(hosts.onSecond(), TwoHosts.FIRST, port), "from another host");
        }
    }

    @Test
    void anAttachCanBeForbidden() throws IOException {
        try (CaissonServer server = CaissonServer.in(temp)
                .through("env", "CAISSON_JAVA_OPTS=-XX:+DisableAttachMechanism")
                .start()) {
            AssertionError refused = assertThrows(AssertionError.class, server::jmxUrl);
            assertTrue(refused.getMessage().contains("caisson jmx-url: cannot attach"), refused.getMessage());
            assertEquals(Set.of(), Sockets.listeningPorts(server.pid()));
            server.ctrOk("version");
        }
    }

    /** Such a socket has no file whose permissions could protect it. */
    @Test
    void neitherServerNorShimHasAnAbstractUnixSocket() throws IOException {
        Path ociBundle = OciBundles.busybox(temp.resolve("b"), OciBundles.config("sleep", "1000"));
        try (CaissonServer server = CaissonServer.in(temp).start()) {
            try (JmxClient jmx = JmxClient.of(server)) {
                jmx.invoke("type=Containers", "run", "a", ociBundle.toString(), "");

                long shim = (Long) jmx.containerAttribute("a", "ShimPid");
                assertTrue(shim > 0, "no shim");
                assertEquals(Set.of(), Sockets.abstractNames(server.pid()));
                assertEquals(Set.of(), Sockets.abstractNames(shim));
            } finally {
                server.deleteContainers();
            }
        }
    }
}
