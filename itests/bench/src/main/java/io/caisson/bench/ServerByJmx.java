package io.caisson.bench;

import io.caisson.testkit.host.CaissonServer;
import java.io.IOException;
import java.nio.file.Path;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;

/** The server, called over JMX: create, then start, as an operator's tool does. */
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

    private static ObjectName container(String id) throws Exception {
        return new ObjectName("io.caisson:type=Container,id=" + id);
    }

    @Override
    public double start(String id) throws Exception {
        long begin = System.nanoTime();
        server.invoke(containers, "create", new Object[] {id, bundle, ""}, THREE_STRINGS);
        server.invoke(container(id), "start", new Object[0], new String[0]);
        return (System.nanoTime() - begin) / 1e6;
    }

    @Override
    public void delete(String id) throws Exception {
        server.invoke(container(id), "deleteForce", new Object[0], new String[0]);
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
