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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The containers of this server by id, with the answers for an id that cannot be worked on. Safe for many threads. */
final class ContainerTable {
    private static final Duration RESTORE_PATIENCE = Duration.ofSeconds(10);

    /** A container that is known not to respond is not waited for as long. */
    private static final Duration UNRESPONSIVE_PATIENCE = Duration.ofSeconds(1);

    private final Collaborators with;
    private final WorkerPools pools;
    private final ConcurrentMap<ContainerId, ManagedContainer> containers = new ConcurrentHashMap<>();
    private final ConcurrentMap<ContainerId, Quarantine> quarantine = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> listed = new CompletableFuture<>();
    private final ConcurrentMap<ContainerId, CompletableFuture<Void>> unread = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    ContainerTable(Collaborators with, WorkerPools pools) {
        this.with = with;
        this.pools = pools;
    }

    /** {@return a container that is in no table yet, and takes itself out when it goes} */
    ManagedContainer make(ContainerId id) {
        ManagedContainer[] self = new ManagedContainer[1];
        Mailbox mailbox = new Mailbox(id.value(), pools.facts(), pools.calls());
        self[0] = new ManagedContainer(id, mailbox, with, () -> containers.remove(id, self[0]));
        return self[0];
    }

    /** The ids of an earlier server's containers are known; what they are follows. */
    void listed(Set<ContainerId> ids) {
        ids.forEach(id -> unread.put(id, new CompletableFuture<>()));
        listed.complete(null);
    }

    /** What stands in the directory of that id is in the table, or there is nothing. */
    void looked(ContainerId id) {
        CompletableFuture<Void> wait = unread.remove(id);
        if (wait != null) {
            wait.complete(null);
        }
    }

    private void awaitLook(ContainerId id, Deadline deadline) {
        boolean known = Waiting.until(listed, deadline.atMost(RESTORE_PATIENCE));
        CompletableFuture<Void> wait = unread.get(id);
        if (!known || wait != null && !Waiting.until(wait, deadline.atMost(RESTORE_PATIENCE))) {
            throw restoring(id, "");
        }
    }

    private static CaissonException restoring(ContainerId id, String why) {
        return new CaissonException(
                ErrorCode.UNAVAILABLE,
                "container.restoring",
                "container " + id + " is not restored yet" + why,
                Map.of("container", id.value()));
    }

    /**
     * Takes the id for a new container.
     *
     * @throws CaissonException ALREADY_EXISTS {@code container.exists}; UNAVAILABLE {@code container.restoring} while it is
     *     not known whether there is one
     */
    void claim(ManagedContainer container, Deadline deadline) {
        ContainerId id = container.id();
        awaitLook(id, deadline);
        if (quarantine.containsKey(id) || containers.putIfAbsent(id, container) != null) {
            throw new CaissonException(
                    ErrorCode.ALREADY_EXISTS,
                    "container.exists",
                    "there is a container " + id + " already",
                    Map.of("container", id.value()));
        }
    }

    /** Takes in a container whose record was read. */
    void read(ManagedContainer restored) {
        containers.put(restored.id(), restored);
        quarantine.remove(restored.id());
        looked(restored.id());
    }

    void put(Quarantine kept) {
        quarantine.put(kept.id(), kept);
    }

    void remove(Quarantine kept) {
        quarantine.remove(kept.id(), kept);
    }

    /** {@return what stands in for a container that cannot be read; waits until that is known} */
    Optional<Quarantine> quarantined(ContainerId id, Deadline deadline) {
        if (!containers.containsKey(id)) {
            awaitLook(id, deadline);
        }
        return Optional.ofNullable(quarantine.get(id));
    }

    /** {@return the container if it is one of an earlier server that does not respond} */
    Optional<ManagedContainer> unresponsive(ContainerId id) {
        return Optional.ofNullable(containers.get(id))
                .filter(container -> container.responsiveness().trouble().isPresent());
    }

    Collection<ManagedContainer> all() {
        return containers.values();
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

    /** As {@link #find}, once it is known whether there is such a container. */
    Optional<ContainerView> lookedFor(ContainerId id, Deadline deadline) {
        awaitLook(id, deadline);
        return find(id);
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

    /** {@return the container, if there is anything of it on disk; waits until that is known} */
    ManagedContainer managed(ContainerId id, Deadline deadline) {
        requireServing();
        if (!containers.containsKey(id)) {
            awaitLook(id, deadline);
        }
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
        ManagedContainer container = managed(id, deadline);
        Optional<String> trouble = container.responsiveness().trouble();
        Deadline patience = deadline.atMost(trouble.isPresent() ? UNRESPONSIVE_PATIENCE : RESTORE_PATIENCE);
        if (!Waiting.until(container.ready(), patience)) {
            throw restoring(
                    id,
                    container.responsiveness().trouble().map(why -> ": " + why).orElse(""));
        }
        return container;
    }

    ManagedContainer settled(ContainerId id) {
        return settled(id, Deadline.after(RESTORE_PATIENCE));
    }
}
