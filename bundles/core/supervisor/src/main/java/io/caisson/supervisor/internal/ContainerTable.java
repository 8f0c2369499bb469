package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The containers of this server by id, with the answers for an id that cannot be worked on. Safe for many threads. */
final class ContainerTable {
    private static final Duration RESTORE_PATIENCE = Duration.ofSeconds(10);

    private final Collaborators with;
    private final Executor pool;
    private final ConcurrentMap<ContainerId, ManagedContainer> containers = new ConcurrentHashMap<>();
    private final ConcurrentMap<ContainerId, Quarantine> quarantine = new ConcurrentHashMap<>();
    private final AtomicLong lastBirth = new AtomicLong();
    private volatile boolean stopping;

    ContainerTable(Collaborators with, Executor pool) {
        this.with = with;
        this.pool = pool;
    }

    /** {@return a container that is in no table yet, and takes itself out when it goes} */
    ManagedContainer make(ContainerId id) {
        ManagedContainer[] self = new ManagedContainer[1];
        self[0] = new ManagedContainer(id, new Mailbox(id.value(), pool), with, () -> containers.remove(id, self[0]));
        return self[0];
    }

    /** Takes the id for a new container. ALREADY_EXISTS {@code container.exists} */
    void claim(ManagedContainer container) {
        ContainerId id = container.id();
        if (quarantine.containsKey(id) || containers.putIfAbsent(id, container) != null) {
            throw new CaissonException(
                    ErrorCode.ALREADY_EXISTS,
                    "container.exists",
                    "there is a container " + id + " already",
                    Map.of("container", id.value()));
        }
    }

    void put(ManagedContainer restored) {
        containers.put(restored.id(), restored);
    }

    void put(Quarantine kept) {
        quarantine.put(kept.id(), kept);
    }

    void remove(Quarantine kept) {
        quarantine.remove(kept.id(), kept);
    }

    Optional<Quarantine> quarantined(ContainerId id) {
        return Optional.ofNullable(quarantine.get(id));
    }

    Collection<ManagedContainer> all() {
        return containers.values();
    }

    /** Takes note of the birth number of a container that is there. */
    void born(long birth) {
        lastBirth.accumulateAndGet(birth, Math::max);
    }

    /** Microseconds since 1970, made strictly growing: unique over restarts without a counter on disk. */
    long newBirth() {
        long now = TimeUnit.MILLISECONDS.toMicros(with.clock().millis());
        return lastBirth.updateAndGet(last -> Math.max(last + 1, now));
    }

    List<ContainerView> list() {
        List<ContainerView> views = new ArrayList<>();
        containers.values().forEach(container -> container.view().ifPresent(views::add));
        quarantine.values().forEach(kept -> views.add(kept.view()));
        views.sort(Comparator.comparing(ContainerView::id));
        return views;
    }

    Optional<ContainerView> find(ContainerId id) {
        ManagedContainer container = containers.get(id);
        return container != null
                ? container.view()
                : Optional.ofNullable(quarantine.get(id)).map(Quarantine::view);
    }

    static CaissonException unknown(ContainerId id) {
        return new CaissonException(
                ErrorCode.NOT_FOUND,
                "container.unknown",
                "there is no container " + id,
                Map.of("container", id.value()));
    }

    /** From here on every change is refused. */
    void stop() {
        stopping = true;
    }

    void requireServing() {
        if (stopping) {
            throw new CaissonException(ErrorCode.UNAVAILABLE, "server.stopping", "the server is going down");
        }
    }

    /** {@return the container, if there is anything of it on disk} */
    ManagedContainer managed(ContainerId id) {
        requireServing();
        Quarantine kept = quarantine.get(id);
        if (kept != null) {
            throw kept.refusal();
        }
        ManagedContainer container = containers.get(id);
        if (container == null || container.ledger() == null) {
            throw unknown(id);
        }
        return container;
    }

    /** {@return the container, made or restored, so that its processes are known} */
    ManagedContainer settled(ContainerId id, Deadline deadline) {
        ManagedContainer container = managed(id);
        if (!Waiting.until(container.ready(), deadline.atMost(RESTORE_PATIENCE))) {
            throw new CaissonException(
                    ErrorCode.UNAVAILABLE,
                    "container.restoring",
                    "container " + id + " is not restored yet",
                    Map.of("container", id.value()));
        }
        return container;
    }

    ManagedContainer settled(ContainerId id) {
        return settled(id, Deadline.after(RESTORE_PATIENCE));
    }
}
