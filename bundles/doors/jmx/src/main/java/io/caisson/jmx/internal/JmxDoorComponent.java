package io.caisson.jmx.internal;

import io.caisson.api.cgroup.ContainerReadings;
import io.caisson.api.container.Containers;
import io.caisson.api.event.EventJournal;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.server.Door;
import io.caisson.api.server.ServerSettings;
import java.lang.management.ManagementFactory;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Opens the JMX door when the services are there. The door is a service only while it is open. */
@Component(
        service = {},
        immediate = true)
public final class JmxDoorComponent {
    private final JmxDoor door;
    private final ServiceRegistration<Door> registration;

    @Activate
    public JmxDoorComponent(
            BundleContext context,
            @Reference Containers containers,
            @Reference EventJournal journal,
            @Reference ContainerLogs logs,
            @Reference ContainerReadings readings,
            @Reference ServerSettings settings) {
        Services services = new Services(containers, journal, logs, readings, settings);
        door = JmxDoor.open(ManagementFactory.getPlatformMBeanServer(), services);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("door", door.name());
        registration = context.registerService(Door.class, door, properties);
    }

    @Deactivate
    void close() {
        registration.unregister();
        door.close();
    }
}
