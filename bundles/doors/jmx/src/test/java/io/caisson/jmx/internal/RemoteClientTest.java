package io.caisson.jmx.internal;

import static io.caisson.jmx.internal.Fixture.WEB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.event.ContainerEvent;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What JConsole does: everything over RMI, with strings and primitives only. */
class RemoteClientTest {
    private static final ObjectName NAME = ObjectNames.container(WEB);
    private static final String[] ONE_STRING = {"java.lang.String"};

    private final Fixture fixture = Fixture.open();
    private RMIConnectorServer connectorServer;
    private JMXConnector connector;
    private MBeanServerConnection remote;

    /** Loopback on both sides, whatever the host's name resolves to. */
    private static final class Loopback implements RMIServerSocketFactory, RMIClientSocketFactory, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Loopback;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @BeforeEach
    void connect() throws IOException {
        Map<String, Object> environment = Map.of(
                RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE,
                new Loopback(),
                RMIConnectorServer.RMI_CLIENT_SOCKET_FACTORY_ATTRIBUTE,
                new Loopback(),
                "jmx.remote.x.notification.buffer.size",
                "65536");
        connectorServer = new RMIConnectorServer(new JMXServiceURL("service:jmx:rmi://"), environment, fixture.server);
        connectorServer.start();
        connector = connectorServer.toJMXConnector(null);
        connector.connect();
        remote = connector.getMBeanServerConnection();
    }

    @AfterEach
    void disconnect() throws IOException {
        connector.close();
        connectorServer.stop();
        fixture.close();
    }

    private Object call(String operation, Object... arguments) throws Exception {
        String[] signature = new String[arguments.length];
        Arrays.fill(signature, "java.lang.String");
        return remote.invoke(NAME, operation, arguments, signature);
    }

    @Test
    void aWholeLifeThroughTheConnector() throws Exception {
        Object created =
                remote.invoke(ObjectNames.CONTAINERS, "create", new Object[] {"web", "/srv/web", null}, new String[] {
                    "java.lang.String", "java.lang.String", "java.lang.String"
                });
        assertTrue(created.toString().startsWith("OK web CREATED pid="), created.toString());
        fixture.caughtUp();
        call("start");
        assertEquals("RUNNING", remote.getAttribute(NAME, "State"));
        CompositeData init = ((CompositeData[]) remote.getAttribute(NAME, "Processes"))[0];
        assertEquals(remote.getAttribute(NAME, "Pid"), init.get("pid"));
        assertEquals(1, ((CompositeData[]) remote.getAttribute(ObjectNames.CONTAINERS, "Containers")).length);
        assertEquals("OK web STOPPED exitStatus=143", call("stop", ""));
        assertEquals("OK web DELETED", call("delete"));
    }

    @Test
    void failuresCanBeReadWithoutOurClasses() throws Exception {
        fixture.run(WEB);
        RuntimeMBeanException thrown = assertThrows(
                RuntimeMBeanException.class, () -> remote.invoke(NAME, "kill", new Object[] {"NONSENSE"}, ONE_STRING));
        assertEquals(IllegalArgumentException.class, thrown.getCause().getClass());
        assertEquals(
                "INVALID_ARGUMENT [signal.invalid] signal must be a number from 1 to 64 or a name such as TERM, but is"
                        + " \"NONSENSE\"",
                thrown.getCause().getMessage());
    }

    /** The face that a scripting client makes for itself. */
    public interface KillOnly {
        String killProcess(String processId, String signal);
    }

    @Test
    void aProxyThrowsTheExceptionItself() {
        fixture.run(WEB);
        KillOnly proxy = JMX.newMXBeanProxy(remote, NAME, KillOnly.class);
        NoSuchElementException thrown =
                assertThrows(NoSuchElementException.class, () -> proxy.killProcess("nobody", "TERM"));
        assertEquals("NOT_FOUND [process.unknown] container web has no process nobody", thrown.getMessage());
    }

    @Test
    void exitIsHeardFromTheContainerAndFromAll() throws Exception {
        fixture.run(WEB);
        BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
        remote.addNotificationListener(NAME, (notification, handback) -> heard.add(notification), null, "own");
        remote.addNotificationListener(
                ObjectNames.EVENTS, (notification, handback) -> heard.add(notification), null, "all");
        call("kill", "KILL");
        for (int i = 0; i < 2; i++) {
            Notification exited = heard.poll(20, TimeUnit.SECONDS);
            assertEquals("io.caisson.container.exited", exited.getType());
            assertEquals(NAME, exited.getSource());
            assertEquals("seq=3 id=web exited status=137 reason=signal signal=KILL", exited.getMessage());
            assertEquals(137, ((CompositeData) exited.getUserData()).get("exitStatus"));
        }
    }

    @Test
    void aBurstOfTenThousandEventsWaitsInALargeBufferForASlowClient() throws Exception {
        BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
        CountDownLatch slow = new CountDownLatch(1);
        NotificationListener listener = (notification, handback) -> {
            heard.add(notification);
            awaitQuietly(slow);
        };
        remote.addNotificationListener(ObjectNames.EVENTS, listener, null, null);
        fixture.journal.append(Collections.nCopies(10_000, new ContainerEvent.Started(WEB, 1)));
        fixture.caughtUp();
        slow.countDown();
        for (long sequence = 1; sequence <= 10_000; sequence++) {
            Notification next = heard.poll(20, TimeUnit.SECONDS);
            assertNotNull(next, "lost after " + (sequence - 1));
            assertEquals(sequence, next.getSequenceNumber());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
