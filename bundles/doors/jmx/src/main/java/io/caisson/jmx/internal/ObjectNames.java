package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The only place where names of MBeans are built. Key order is the tree that clients show: type, then id. */
final class ObjectNames {
    static final String DOMAIN = "io.caisson";
    static final ObjectName CONTAINERS = name("type=Containers");
    static final ObjectName EVENTS = name("type=Events");
    static final ObjectName DAEMON = name("type=Daemon");

    private ObjectNames() {}

    /** {@return the name of a container's MBean} The characters of an id never need quoting. */
    static ObjectName container(ContainerId id) {
        return name("type=Container,id=" + id.value());
    }

    private static ObjectName name(String keys) {
        try {
            return new ObjectName(DOMAIN + ":" + keys);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(keys, e);
        }
    }
}
