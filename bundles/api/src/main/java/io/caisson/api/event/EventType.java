package io.caisson.api.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of events. */
public enum EventType {
    CREATED,
    STARTED,
    EXEC_STARTED,
    EXEC_EXITED,
    PAUSED,
    RESUMED,
    EXITED,
    DELETED,
    /** The only one that is about no container: see {@link Gap}. */
    GAP;

    /** {@return the word in the journal, on JMX and in {@code ctr events}: {@code exec-started}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return the type of a word; empty for one that is none} */
    public static Optional<EventType> ofWord(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    /** {@return all words, for people: {@code created, started, ...}} */
    public static String words() {
        return Arrays.stream(values()).map(EventType::word).collect(Collectors.joining(", "));
    }
}
