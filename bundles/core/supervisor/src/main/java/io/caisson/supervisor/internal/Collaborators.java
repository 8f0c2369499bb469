package io.caisson.supervisor.internal;

import io.caisson.api.cgroup.Cgroups;
import io.caisson.api.event.EventJournal;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.runtime.OciRuntimes;
import io.caisson.api.shim.ShimManager;
import io.caisson.api.spec.SpecService;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/** What containers work with. */
record Collaborators(
        SpecService spec,
        OciRuntimes runtimes,
        ShimManager shims,
        EventJournal journal,
        ContainerLogs logs,
        Cgroups cgroups,
        Path stateDir,
        DurableFiles files,
        InstantSource clock,
        ScheduledExecutorService scheduler,
        Births births,
        Definitions definitions,
        Boot boot,
        Backoff backoff) {}
