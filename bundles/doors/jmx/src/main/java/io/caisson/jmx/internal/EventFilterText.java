package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The filter text of {@code replay}: {@code id=web,type=exited|deleted}. */
final class EventFilterText {
    private EventFilterText() {}

    static EventFilter parse(String text) {
        if (Arguments.isDefault(text)) {
            return EventFilter.ALL;
        }
        Set<ContainerId> containers = new HashSet<>();
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String term : Arguments.required("filter", text).split(",")) {
            int equals = term.indexOf('=');
            String key = equals < 0 ? term.strip() : term.substring(0, equals).strip();
            String value = equals < 0 ? "" : term.substring(equals + 1).strip();
            switch (key) {
                case "id" -> Arrays.stream(value.split("\\|")).forEach(id -> containers.add(new ContainerId(id)));
                case "type" -> Arrays.stream(value.split("\\|")).forEach(word -> types.add(type(word)));
                default -> throw ContainerFilter.unknownKey(key, List.of("id", "type"));
            }
        }
        return new EventFilter(containers, types, Optional.empty(), Optional.empty());
    }

    private static EventType type(String word) {
        return Arrays.stream(EventType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Errors.invalid(
                        "filter.unknown-type",
                        "filter has the unknown type " + Printable.quoted(word) + "; known are "
                                + Arrays.stream(EventType.values())
                                        .map(EventType::word)
                                        .collect(Collectors.joining(", "))));
    }
}
