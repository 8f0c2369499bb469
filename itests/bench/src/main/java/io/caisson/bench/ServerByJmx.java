package io.caisson.bench;

import io.caisson.testkit.host.CaissonServer;
import java.io.IOException;
import java.nio.file.Path;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;

/** The server, called over JMX: one operation that creates and starts. */
final class ServerByJmx implements Contender {
    private static final String[] THREE_STRINGS = {"java.lang.String", "java.lang.String", "java.lang.String"};

    private final JMXConnector connector;
    private final MBeanServerConnection server;
    private final ObjectName containers;
    private final String bundle;

    ServerByJmx(CaissonServer server, Path bundle) throws Exception {
        this.connector = server.jmx();
        this.server = connector.getMBeanServerConnection();
        this.containers = new ObjectName("io.caisson:type=Containers");
        this.bundle = bundle.toString();
    }

    @Override
    public double start(String id) throws Exception {
        long begin = System.nanoTime();
        server.invoke(containers, "run", new Object[] {id, bundle, ""}, THREE_STRINGS);
        return (System.nanoTime() - begin) / 1e6;
    }

    @Override
    public void delete(String id) throws Exception {
        ObjectName container = new ObjectName("io.caisson:type=Container,id=" + id);
        // It is registered when the event of its creation has come round, a moment after run returned.
        for (long end = System.nanoTime() + 5_000_000_000L;
                !server.isRegistered(container) && System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        server.invoke(container, "deleteForce", new Object[0], new String[0]);
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
