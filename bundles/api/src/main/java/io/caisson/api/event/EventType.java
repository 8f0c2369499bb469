package io.caisson.api.event;

import java.util.Locale;

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
}
