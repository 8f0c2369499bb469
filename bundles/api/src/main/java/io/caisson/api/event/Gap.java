package io.caisson.api.event;

import java.util.Locale;

/**
 * Records that this reader asked for and that are no more. Nobody appends it: a journal finds it while it reads, since
 * numbers are missing, and gives it once in their place. The record that carries it has the last of the missing numbers.
 *
 * @param from the first missing sequence number, at least 1
 * @param to the last missing sequence number, at least {@code from}; after damage at the end of a journal it is the most
 *     that can have been lost, since nobody knows how many there were
 */
public record Gap(long from, long to, Reason reason) implements JournalEvent {
    /** Why records are missing. */
    public enum Reason {
        /** The disk has lost or changed them. */
        DAMAGED,
        /** They were dropped because of their age, their number or their size, before this reader came to them. */
        RETENTION;

        /** {@return the word at every door: {@code damaged}} */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Gap {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("a gap from " + from + " to " + to + " is none");
        }
    }

    @Override
    public EventType type() {
        return EventType.GAP;
    }
}
