package io.caisson.jmx.internal;

import io.caisson.api.cgroup.ContainerReadings;
import io.caisson.api.container.Containers;
import io.caisson.api.event.EventJournal;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.server.ServerSettings;

/** What the door is made of: the services behind the MBeans. */
record Services(
        Containers containers,
        EventJournal journal,
        ContainerLogs logs,
        ContainerReadings readings,
        ServerSettings settings) {}
