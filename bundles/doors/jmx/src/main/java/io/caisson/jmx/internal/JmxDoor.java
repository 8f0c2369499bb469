package io.caisson.jmx.internal;

import io.caisson.api.server.Door;
import io.caisson.jmx.ContainersMXBean;
import io.caisson.jmx.DaemonMXBean;
import io.caisson.jmx.EventsMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All MBeans of this server in one MBean server, from {@link #open} to {@link #close}. */
final class JmxDoor implements Door, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JmxDoor.class);

    private final MBeanServer server;
    private final ContainerBeans beans;
    private final JournalFollower follower;
    private final Deque<ObjectName> registered = new ArrayDeque<>();

    private JmxDoor(MBeanServer server, Services services) {
        this.server = server;
        LiveReadings readings = new LiveReadings(services.readings());
        this.beans = new ContainerBeans(server, services, readings);
        EventsBean events = new EventsBean(services.journal());
        DescribedMBean eventsMBean = DescribedMBean.of(events, EventsMXBean.class);
        this.follower = new JournalFollower(services, beans, events, eventsMBean);
        try {
            register(DescribedMBean.of(new DaemonBean(services, readings), DaemonMXBean.class), ObjectNames.DAEMON);
            register(
                    DescribedMBean.of(
                            new ContainersBean(services.containers(), readings, beans), ContainersMXBean.class),
                    ObjectNames.CONTAINERS);
            register(eventsMBean, ObjectNames.EVENTS);
            follower.start();
        } catch (JMException | RuntimeException e) {
            unregisterAll();
            throw new IllegalStateException("MBeans cannot be registered", e);
        }
    }

    /**
     * Registers the MBeans.
     *
     * @throws IllegalStateException when that is not possible; then none is left behind
     */
    static JmxDoor open(MBeanServer server, Services services) {
        JmxDoor door = new JmxDoor(server, services);
        LOG.atInfo().addKeyValue("domain", ObjectNames.DOMAIN).log("MBeans registered");
        return door;
    }

    private void register(DescribedMBean mbean, ObjectName name) throws JMException {
        server.registerMBean(mbean, name);
        registered.push(name);
    }

    private void unregisterAll() {
        beans.close();
        registered.forEach(name -> ContainerBeans.unregister(server, name));
        registered.clear();
    }

    @Override
    public String name() {
        return "jmx";
    }

    @Override
    public String address() {
        return "platform MBeanServer, local attach only";
    }

    @Override
    public void close() {
        follower.stop();
        unregisterAll();
    }
}
