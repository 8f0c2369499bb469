package io.caisson.api.event;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The append-only list of all events; it is the bus as well. Safe for many threads. */
@ProviderType
public interface EventJournal {
    /**
     * Appends events next to each other, in order. When it returns they are on disk and cursors see them.
     *
     * @throws io.caisson.api.error.CaissonException UNAVAILABLE {@code journal.write-failed}; then none is in the journal
     */
    List<EventRecord> append(List<? extends ContainerEvent> events);

    /**
     * {@return up to {@code max} wanted events after a sequence number, oldest first}
     *
     * @param afterSequence 0 means from the oldest that is retained; of any other number, what is lost after it is told as a
     *     {@link Gap}
     */
    List<EventRecord> read(long afterSequence, EventFilter filter, int max);

    /**
     * {@return a cursor that first gives what is there after a sequence number, then what comes, each once and in order; what
     * is lost, or dropped before this cursor comes to it, is told as a {@link Gap}}
     *
     * @param afterSequence 0 means from the oldest that is retained now
     */
    EventCursor open(long afterSequence, EventFilter filter);

    /** {@return the oldest retained sequence number; 0 when the journal is empty} */
    long firstSequence();

    /** {@return the newest sequence number; 0 when the journal is empty} */
    long lastSequence();

    /** {@return why events cannot be appended at present; empty when the last attempt went well} */
    Optional<String> degradedReason();
}
