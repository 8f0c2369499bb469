package io.caisson.shell.internal.command;

import io.caisson.api.container.Containers;
import io.caisson.api.event.EventJournal;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.spec.SpecService;

/** What commands may use of the server. */
public record Services(
        Containers containers, EventJournal journal, ContainerLogs logs, SpecService specs, ServerSettings settings) {}
