package io.caisson.events.internal;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;

/** Events of the journal as OSGi events. The properties have the names of the JMX door; one that says nothing is absent. */
final class AdminEvents {
    private static final String CONTAINER_TOPIC = "io/caisson/container/";
    private static final String GAP_TOPIC = "io/caisson/journal/GAP";

    private AdminEvents() {}

    static Event of(EventRecord entry) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("seq", entry.sequence());
        properties.put("type", entry.event().type().word());
        properties.put("time", entry.at().toString());
        properties.put(EventConstants.TIMESTAMP, entry.at().toEpochMilli());
        if (entry.event() instanceof ContainerEvent event) {
            put(properties, event);
            return new Event(CONTAINER_TOPIC + event.type().name(), properties);
        }
        Gap gap = (Gap) entry.event();
        properties.put("gapFrom", gap.from());
        properties.put("gapReason", gap.reason().word());
        return new Event(GAP_TOPIC, properties);
    }

    private static void put(Map<String, Object> properties, ContainerEvent event) {
        properties.put("id", event.container().value());
        properties.put("birth", event.birth());
        properties.put("process", "init");
        if (event instanceof ContainerEvent.Created created) {
            put(properties, created.init());
        } else if (event instanceof ContainerEvent.ExecStarted started) {
            properties.put("process", started.process().value());
            put(properties, started.identity());
        } else if (event instanceof ContainerEvent.ExecExited exited) {
            properties.put("process", exited.process().value());
            put(properties, exited.exit());
        } else if (event instanceof ContainerEvent.Exited exited) {
            put(properties, exited.exit());
        }
    }

    private static void put(Map<String, Object> properties, ProcessIdentity identity) {
        properties.put("pid", identity.pid());
    }

    private static void put(Map<String, Object> properties, ExitStatus exit) {
        properties.put("exitStatus", exit.code());
        properties.put("exitReason", exit.reason());
    }
}
