package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.jmx.ContainerMXBean;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MBeans of containers: one per id, of the incarnation that was born last. Safe for many threads. */
final class ContainerBeans {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerBeans.class);

    private final MBeanServer server;
    private final Services services;
    private final LiveReadings readings;
    private final Map<ContainerId, Entry> entries = new HashMap<>(); // guarded by this
    private Set<Long> missing = Set.of(); // births without a container at the last look; guarded by this
    private boolean closed; // guarded by this

    private record Entry(long birth, DescribedMBean mbean) {}

    ContainerBeans(MBeanServer server, Services services, LiveReadings readings) {
        this.server = server;
        this.services = services;
        this.readings = readings;
    }

    /** A container was created, or is there. Registers its MBean unless that is done, or another birth has the id now. */
    synchronized void appeared(ContainerId id, long birth) {
        Entry entry = entries.get(id);
        if (closed || (entry != null && (entry.birth() == birth || isPresent(id, entry.birth())))) {
            return;
        }
        if (entry != null) {
            gone(id, entry.birth());
        }
        ContainerBean bean = new ContainerBean(id, birth, services, readings);
        DescribedMBean mbean = DescribedMBean.of(bean, ContainerMXBean.class);
        try {
            server.registerMBean(mbean, ObjectNames.container(id));
            entries.put(id, new Entry(birth, mbean));
        } catch (JMException e) {
            LOG.atWarn().addKeyValue("container", id).setCause(e).log("container has no MBean");
        }
    }

    private boolean isPresent(ContainerId id, long birth) {
        return new SafeContainers(services.containers())
                .find(id, Optional.empty())
                .filter(view -> view.birth() == birth)
                .isPresent();
    }

    synchronized void gone(ContainerId id, long birth) {
        Entry entry = entries.get(id);
        if (entry == null || entry.birth() != birth) {
            return;
        }
        entries.remove(id);
        readings.forget(birth);
        unregister(server, ObjectNames.container(id));
    }

    /** Sends from the container's own MBean, if it is that incarnation's. */
    void send(ContainerId id, long birth, Notification notification) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(id);
        }
        if (entry != null && entry.birth() == birth) {
            entry.mbean().sendNotification(notification);
        }
    }

    /**
     * Sees to containers that come and go without an event: restored ones, and ones whose events retention took. An MBean
     * goes only when its container was missing twice, since a container may be told before it can be seen.
     */
    synchronized void reconcile(List<ContainerView> present) {
        Set<Long> births = present.stream().map(ContainerView::birth).collect(Collectors.toSet());
        for (ContainerView view : present) {
            if (view.status() != ContainerStatus.CREATING) {
                appeared(view.id(), view.birth());
            }
        }
        Set<Long> stillMissing = new HashSet<>();
        for (Map.Entry<ContainerId, Entry> entry : Map.copyOf(entries).entrySet()) {
            long birth = entry.getValue().birth();
            if (!births.contains(birth)) {
                if (missing.contains(birth)) {
                    gone(entry.getKey(), birth);
                } else {
                    stillMissing.add(birth);
                }
            }
        }
        missing = stillMissing;
    }

    /** Unregisters all; none comes after that. */
    synchronized void close() {
        closed = true;
        for (Map.Entry<ContainerId, Entry> entry : Map.copyOf(entries).entrySet()) {
            gone(entry.getKey(), entry.getValue().birth());
        }
    }

    static void unregister(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // someone else unregistered it: what was wanted
        } catch (JMException e) {
            LOG.atWarn().addKeyValue("mbean", name).setCause(e).log("MBean not unregistered");
        }
    }
}
