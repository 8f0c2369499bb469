package io.caisson.testkit.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;

/**
 * What a person does in JConsole, for tests: calls operations and reads attributes with strings and primitives only, by
 * the real connector. Safe for many threads.
 */
public final class JmxClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern EVENT =
            Pattern.compile("\\S+ seq=(\\d+) id=(\\S+) (\\S+)(?: process=(\\S+))?(?: pid=\\d+)?(?: status=(\\d+) .*)?");

    private final JMXConnector connector;
    private final MBeanServerConnection connection;

    private JmxClient(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.connection = connector.getMBeanServerConnection();
    }

    /**
     * An event as its line says.
     *
     * @param status exit status; -1 for an event that is no exit
     */
    public record Event(long sequence, String id, String type, String process, int status) {}

    /** Attaches to a server as JConsole does. */
    public static JmxClient of(CaissonServer server) {
        try {
            return of(server.jmx());
        } catch (IOException e) {
            throw new IllegalStateException("cannot connect", e);
        }
    }

    /** Takes over a connector and closes it in the end. */
    public static JmxClient of(JMXConnector connector) {
        try {
            return new JmxClient(connector);
        } catch (IOException e) {
            throw new IllegalStateException("not connected", e);
        }
    }

    public MBeanServerConnection connection() {
        return connection;
    }

    /** Calls an operation of {@code io.caisson:<name>}; parameter types are those of the values. */
    public String invoke(String name, String operation, Object... values) {
        String[] types = Stream.of(values).map(JmxClient::type).toArray(String[]::new);
        try {
            return String.valueOf(connection.invoke(new ObjectName("io.caisson:" + name), operation, values, types));
        } catch (RuntimeMBeanException e) {
            throw e.getTargetException();
        } catch (JMException | IOException e) {
            throw new IllegalStateException(operation + " of " + name, e);
        }
    }

    private static String type(Object value) {
        if (value instanceof Long) {
            return "long";
        }
        return value instanceof Integer ? "int" : value.getClass().getName();
    }

    /** Reads an attribute of {@code io.caisson:<name>}. */
    public Object get(String name, String attribute) {
        try {
            return connection.getAttribute(new ObjectName("io.caisson:" + name), attribute);
        } catch (JMException | IOException e) {
            throw new IllegalStateException(attribute + " of " + name, e);
        }
    }

    public String container(String id, String operation, Object... values) {
        return invoke("type=Container,id=" + id, operation, values);
    }

    public Object containerAttribute(String id, String attribute) {
        return get("type=Container,id=" + id, attribute);
    }

    public boolean exists(String id) {
        return Boolean.parseBoolean(invoke("type=Containers", "exists", id));
    }

    /** {@return all events of the journal after a sequence number} */
    public List<Event> events(long after) {
        return invoke("type=Events", "replay", after, 10_000, "")
                .lines()
                .map(JmxClient::event)
                .toList();
    }

    /** {@return the newest sequence number of the journal} */
    public long lastSequence() {
        return (Long) get("type=Events", "LastSeq");
    }

    /** Waits until a container has ended. {@return its exit status} */
    public int awaitExit(String id) {
        await(id + " has ended", () -> containerAttribute(id, "State").equals("STOPPED"));
        return (Integer) containerAttribute(id, "ExitStatus");
    }

    private static Event event(String line) {
        Matcher matcher = EVENT.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not an event: " + line);
        }
        return new Event(
                Long.parseLong(matcher.group(1)),
                matcher.group(2),
                matcher.group(3),
                matcher.group(4) == null ? "init" : matcher.group(4),
                matcher.group(5) == null ? -1 : Integer.parseInt(matcher.group(5)));
    }

    /** Waits until something holds; fails by name when it does not within a minute. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // The server may have been killed by the test: then there is nothing to close.
            return;
        }
    }
}
