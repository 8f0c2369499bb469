package io.caisson.api.event;

import io.caisson.api.container.ContainerId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are wanted.
 *
 * @param container empty means all
 * @param types empty means all
 * @param since wall time, inclusive; empty means no bound
 * @param until wall time, exclusive; empty means no bound
 */
public record EventFilter(
        Optional<ContainerId> container, Set<EventType> types, Optional<Instant> since, Optional<Instant> until) {
    public static final EventFilter ALL =
            new EventFilter(Optional.empty(), Set.of(), Optional.empty(), Optional.empty());

    public EventFilter {
        types = Set.copyOf(types);
    }

    public static EventFilter of(ContainerId container) {
        return new EventFilter(Optional.of(container), Set.of(), Optional.empty(), Optional.empty());
    }

    public boolean matches(EventRecord event) {
        return (container.isEmpty() || container.get().equals(event.event().container()))
                && (types.isEmpty() || types.contains(event.event().type()))
                && (since.isEmpty() || !event.at().isBefore(since.get()))
                && (until.isEmpty() || event.at().isBefore(until.get()));
    }
}
