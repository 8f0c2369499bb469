package io.caisson.jmx.internal;

import static io.caisson.jmx.internal.Errors.translated;

import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.jmx.EventRow;
import io.caisson.jmx.EventsMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal as an MBean. The last events are kept in memory, so that reading the attribute reads no disk. */
final class EventsBean implements EventsMXBean {
    static final int LAST = 50;

    private static final Logger LOG = LoggerFactory.getLogger(EventsBean.class);
    private static final int DEFAULT_REPLAY = 100;
    private static final int MOST_REPLAY = 10_000;

    private final EventJournal journal;
    private final Deque<EventRow> last = new ArrayDeque<>(); // guarded by itself
    private volatile long notifiedSeq;

    EventsBean(EventJournal journal) {
        this.journal = journal;
    }

    /** Says that everything up to a number was sent, and MBeans have come and gone by it. */
    void notified(long sequence) {
        notifiedSeq = sequence;
    }

    /** Takes the next event, old or new. */
    void remember(EventRecord record) {
        synchronized (last) {
            last.add(EventTexts.row(record));
            if (last.size() > LAST) {
                last.remove();
            }
        }
    }

    @Override
    public long getFirstSeq() {
        return safe(journal::firstSequence);
    }

    @Override
    public long getLastSeq() {
        return safe(journal::lastSequence);
    }

    private static long safe(LongSupplier fact) {
        try {
            return fact.getAsLong();
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("journal not available");
            return -1;
        }
    }

    @Override
    public long getNotifiedSeq() {
        return notifiedSeq;
    }

    @Override
    public List<EventRow> getLastEvents() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    @Override
    public String replay(long afterSeq, int max, String filter) {
        return translated("replay", () -> {
            EventFilter wanted = EventFilterText.parse(filter);
            int most = max <= 0 ? DEFAULT_REPLAY : Math.min(max, MOST_REPLAY);
            return journal.read(Math.max(0, afterSeq), wanted, most).stream()
                    .map(record -> record.at() + " " + EventTexts.message(record) + "\n")
                    .collect(Collectors.joining());
        });
    }
}
