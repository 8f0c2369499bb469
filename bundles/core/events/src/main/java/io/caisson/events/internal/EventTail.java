package io.caisson.events.internal;

import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest events in memory, so that who keeps up reads no disk. Guarded by the journal's lock. */
final class EventTail {
    private final int most;
    private final Deque<EventRecord> events = new ArrayDeque<>();
    private long last;
    private long forgotten; // every event after this one is here

    /** @param most events that are kept */
    EventTail(int most) {
        this.most = most;
    }

    /** Begins with what was found on disk. */
    void load(Iterable<EventRecord> newest, long newestSequence) {
        events.clear();
        newest.forEach(events::addLast);
        last = newestSequence;
        forgotten = events.isEmpty() ? last : firstNumber(events.getFirst()) - 1;
        trim();
    }

    private static long firstNumber(EventRecord entry) {
        return entry.event() instanceof Gap gap ? gap.from() : entry.sequence();
    }

    void add(List<EventRecord> written) {
        events.addAll(written);
        last += written.size();
        trim();
    }

    private void trim() {
        while (events.size() > most) {
            forgotten = events.removeFirst().sequence();
        }
    }

    /** {@return the newest sequence number; 0 before the first} */
    long last() {
        return last;
    }

    /** {@return the number up to which events must be read from disk} */
    long forgotten() {
        return forgotten;
    }

    /** Gives wanted events after a position, which is not before {@link #forgotten}, and moves it past all looked at. */
    void read(JournalReader.Position position, EventFilter filter, int max, List<EventRecord> found) {
        for (EventRecord entry : events) {
            if (entry.sequence() <= position.seen()) {
                continue;
            }
            if (found.size() == max) {
                return;
            }
            EventRecord next = Gaps.after(position.seen(), entry);
            position.seen(entry.sequence());
            if (filter.matches(next)) {
                found.add(next);
            }
        }
        position.seen(last); // records of types that this version does not know
    }
}
