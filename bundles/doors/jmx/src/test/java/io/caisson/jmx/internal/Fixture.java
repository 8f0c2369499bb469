package io.caisson.jmx.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.cgroup.Reading;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.time.Deadline;
import io.caisson.testkit.FakeContainers;
import io.caisson.testkit.FakeJournal;
import io.caisson.testkit.FakeLogs;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** A door on an MBean server of its own, over fakes. */
final class Fixture implements AutoCloseable {
    static final ContainerId WEB = new ContainerId("web");
    static final Path OCI_BUNDLE = Path.of("/srv/web");

    final FakeJournal journal = new FakeJournal();
    final FakeContainers containers = new FakeContainers(journal);
    final Map<ContainerId, Reading> readings = new ConcurrentHashMap<>();
    final FakeLogs logs = new FakeLogs();
    final MBeanServer server = MBeanServerFactory.newMBeanServer();
    volatile boolean supervisorSilent;
    private JmxDoor door;

    static Fixture open() {
        Fixture fixture = new Fixture();
        fixture.openDoor();
        return fixture;
    }

    void openDoor() {
        door = JmxDoor.open(
                server,
                new Services(supervisor(), journal, logs, id -> Optional.ofNullable(readings.get(id)), new Settings()));
    }

    /** {@return the containers, which refuse every call while {@link #supervisorSilent}} */
    private Containers supervisor() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (supervisorSilent) {
                throw new CaissonException(ErrorCode.UNAVAILABLE, "server.stopping", "the server is going down");
            }
            try {
                return method.invoke(containers, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (Containers)
                Proxy.newProxyInstance(Fixture.class.getClassLoader(), new Class<?>[] {Containers.class}, handler);
    }

    void closeDoor() {
        door.close();
        door = null;
    }

    @Override
    public void close() {
        if (door != null) {
            closeDoor();
        }
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    void create(ContainerId id) {
        containers.create(CreateRequest.of(id, OCI_BUNDLE), soon());
        caughtUp();
    }

    void run(ContainerId id) {
        containers.run(CreateRequest.of(id, OCI_BUNDLE), soon());
        caughtUp();
    }

    /** Waits until the door has handled every event of the journal. */
    void caughtUp() {
        until("the door follows", () -> number(ObjectNames.EVENTS, "NotifiedSeq") >= journal.lastSequence());
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what + ": not within 20 s");
            LockSupport.parkNanos(1_000_000);
        }
    }

    Object get(ObjectName name, String attribute) {
        try {
            return server.getAttribute(name, attribute);
        } catch (JMException e) {
            throw new AssertionError(name + " " + attribute, e);
        }
    }

    long number(ObjectName name, String attribute) {
        return ((Number) get(name, attribute)).longValue();
    }

    /** Invokes with string parameters; what the MBean throws is thrown. */
    String invoke(ObjectName name, String operation, String... arguments) throws Exception {
        String[] signature = new String[arguments.length];
        Arrays.fill(signature, String.class.getName());
        return String.valueOf(server.invoke(name, operation, arguments, signature));
    }

    /** {@return names of our MBeans, without the domain} */
    Set<String> names() {
        try {
            return server.queryNames(new ObjectName(ObjectNames.DOMAIN + ":*"), null).stream()
                    .map(ObjectName::getCanonicalKeyPropertyListString)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    void reading(ContainerId id, Instant at, long cpuNanos) {
        readings.put(
                id,
                new Reading(
                        at,
                        OptionalLong.of(1_000_000),
                        OptionalLong.of(2_000_000),
                        OptionalLong.empty(),
                        OptionalLong.of(cpuNanos),
                        OptionalLong.of(3),
                        OptionalLong.empty()));
    }

    private record Settings() implements ServerSettings {
        @Override
        public Path stateDir() {
            return Path.of("/run/caisson");
        }

        @Override
        public Path rootDir() {
            return Path.of("/var/lib/caisson");
        }

        @Override
        public Path logDir() {
            return Path.of("/var/log/caisson");
        }

        @Override
        public String runtime() {
            return "runc";
        }

        @Override
        public List<String> runtimeArgs() {
            return List.of();
        }

        @Override
        public String version() {
            return "1.2.3";
        }
    }
}
