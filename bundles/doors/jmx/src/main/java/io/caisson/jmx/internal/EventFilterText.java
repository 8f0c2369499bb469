package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The filter text of {@code replay}: {@code id=web|db,type=exited|deleted,since=2026-11-25T10:00:00Z}. */
final class EventFilterText {
    private EventFilterText() {}

    static EventFilter parse(String text) {
        if (Arguments.isDefault(text)) {
            return EventFilter.ALL;
        }
        Set<ContainerId> containers = new HashSet<>();
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        Optional<Instant> since = Optional.empty();
        Optional<Instant> until = Optional.empty();
        for (String term : Arguments.required("filter", text).split(",")) {
            int equals = term.indexOf('=');
            String key = equals < 0 ? term.strip() : term.substring(0, equals).strip();
            String value = equals < 0 ? "" : term.substring(equals + 1).strip();
            switch (key) {
                case "id" -> Arrays.stream(value.split("\\|")).forEach(id -> containers.add(new ContainerId(id)));
                case "type" -> Arrays.stream(value.split("\\|")).forEach(word -> types.add(type(word)));
                case "since" -> since = Optional.of(instant(key, value));
                case "until" -> until = Optional.of(instant(key, value));
                default -> throw ContainerFilter.unknownKey(key, List.of("id", "type", "since", "until"));
            }
        }
        return new EventFilter(containers, types, since, until);
    }

    private static EventType type(String word) {
        return EventType.ofWord(word)
                .orElseThrow(() -> Errors.invalid(
                        "filter.unknown-type",
                        "filter has the unknown type " + Printable.quoted(word) + "; known are " + EventType.words()));
    }

    private static Instant instant(String key, String value) {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            throw Errors.invalid(
                    "filter.time-invalid",
                    "filter has " + key + "=" + Printable.quoted(value)
                            + ", which must look like 2026-11-25T10:00:00Z");
        }
    }
}
