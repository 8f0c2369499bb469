package io.caisson.api.event;

import io.caisson.api.container.ContainerId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are wanted. A {@link Gap} passes any choice of containers and types, since what is lost may have been
 * wanted; only its time counts.
 *
 * @param containers empty means all
 * @param types empty means all
 * @param since wall time, inclusive; empty means no bound
 * @param until wall time, exclusive; empty means no bound
 */
public record EventFilter(
        Set<ContainerId> containers, Set<EventType> types, Optional<Instant> since, Optional<Instant> until) {
    public static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), Optional.empty(), Optional.empty());

    public EventFilter {
        containers = Set.copyOf(containers);
        types = Set.copyOf(types);
    }

    public static EventFilter of(ContainerId container) {
        return new EventFilter(Set.of(container), Set.of(), Optional.empty(), Optional.empty());
    }

    public boolean matches(EventRecord entry) {
        return (since.isEmpty() || !entry.at().isBefore(since.get()))
                && (until.isEmpty() || entry.at().isBefore(until.get()))
                && (!(entry.event() instanceof ContainerEvent event) || matches(event));
    }

    private boolean matches(ContainerEvent event) {
        return (containers.isEmpty() || containers.contains(event.container()))
                && (types.isEmpty() || types.contains(event.type()));
    }
}
