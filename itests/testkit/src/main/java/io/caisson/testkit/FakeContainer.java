package io.caisson.testkit;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessView;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.RestartView;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StreamTarget;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What {@link FakeContainers} knows of one container. Guarded by the lock of its owner. */
final class FakeContainer {
    private static final String OCI_VERSION = "1.0.2";

    final CreateRequest request;
    final long birth;
    final FakeProcess init;
    final Map<ProcessId, FakeProcess> execs = new TreeMap<>();
    final Map<ProcessId, ExitStatus> endedExecs = new HashMap<>();
    final List<Signal> signals = new ArrayList<>();
    final List<Signal> heldWhilePaused = new ArrayList<>();
    private final Instant createdAt;
    private final long shimPid;
    ContainerState state;
    Optional<Instant> startedAt = Optional.empty();
    boolean ignoresTerm;
    RestartPolicy restart;
    long lastSequence;

    FakeContainer(CreateRequest request, long birth, FakeProcess init, Instant createdAt, long shimPid) {
        this.request = request;
        this.birth = birth;
        this.init = init;
        this.createdAt = createdAt;
        this.shimPid = shimPid;
        this.restart = request.restart();
        this.state = new ContainerState.Created(init.identity(), createdAt);
    }

    boolean isLive() {
        return state instanceof ContainerState.Live;
    }

    ContainerView view() {
        List<ProcessView> processes = new ArrayList<>();
        processes.add(init.view(OptionalLong.of(shimPid)));
        execs.values()
                .forEach(exec ->
                        processes.add(exec.view(OptionalLong.of(exec.identity().pid() + 1))));
        boolean logged = request.stdio().stdout() instanceof StreamTarget.Server;
        return new ContainerView(
                request.id(),
                birth,
                state,
                request.ociBundle(),
                request.runtime().orElse("runc"),
                OCI_VERSION,
                request.labels(),
                request.autoRemove(),
                processes,
                createdAt,
                startedAt,
                logged ? Optional.of(Path.of("/var/log/caisson", request.id() + ".log")) : Optional.empty(),
                "/caisson/" + request.id(),
                lastSequence,
                RestartView.of(restart));
    }
}
