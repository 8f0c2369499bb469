package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerState;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.EventType;
import io.caisson.api.failpoint.FailPoints;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a container's state changes: read, decide, persist, publish. An event is in the record's outbox on
 * disk before it is in the journal, so that a crash between the two neither loses it nor tells it twice. Changed on the
 * container's mailbox; read by any thread.
 */
final class Ledger {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);
    private static final int MAX_RECONCILED = 10_000;

    private final EventJournal journal;
    private final InstantSource clock;
    private final List<Runnable> afterPublish = new ArrayList<>(); // mailbox
    private boolean waits; // mailbox; the journal refused the last time
    private volatile StateDirectory directory;
    private volatile ContainerRecord record;
    private volatile long lastTold;

    Ledger(EventJournal journal, InstantSource clock, StateDirectory directory, ContainerRecord record) {
        this.journal = journal;
        this.clock = clock;
        this.directory = directory;
        this.record = record;
        this.lastTold = record.outbox().isEmpty() ? record.outboxAfter() : 0;
    }

    ContainerRecord record() {
        return record;
    }

    StateDirectory directory() {
        return directory;
    }

    ContainerState state() {
        return record.state();
    }

    /** {@return sequence number of the last published event about the container; 0 before the first} */
    long lastSequence() {
        return lastTold;
    }

    /** Puts a changed record on disk, without an event. */
    void persist(ContainerRecord changed) {
        FailPoints.hit("ledger.before-persist");
        directory.write(changed);
        FailPoints.hit("ledger.after-persist");
        record = changed;
    }

    /** Decides and persists; {@link #publish} tells it. */
    void apply(ContainerRecord changed, ContainerEvent event) {
        List<ContainerEvent> outbox = new ArrayList<>(changed.outbox());
        long after = outbox.isEmpty() ? journal.lastSequence() : changed.outboxAfter();
        outbox.add(event);
        persist(changed.withState(Lifecycle.next(changed.state(), event, clock.instant()))
                .withOutbox(outbox, after));
    }

    /**
     * Puts the next life of a container that has ended into the place of the last one: the end of the old and the birth of
     * the new are one write, and stand next to each other in the journal.
     */
    void succeed(ContainerRecord next, ContainerEvent.Created created) {
        ContainerEvent.Deleted end = new ContainerEvent.Deleted(record.id(), record.birth());
        Lifecycle.next(record.state(), end, clock.instant());
        List<ContainerEvent> outbox = new ArrayList<>(record.outbox());
        long after = outbox.isEmpty() ? journal.lastSequence() : record.outboxAfter();
        outbox.add(end);
        outbox.add(created);
        persist(next.withState(Lifecycle.next(next.state(), created, clock.instant()))
                .withOutbox(outbox, after));
    }

    /** Runs {@code then} as soon as all that has happened so far is in the journal: see {@link #publish}. */
    void whenPublished(Runnable then) {
        afterPublish.add(then);
    }

    /**
     * Appends what is in the outbox to the journal, then runs what waited for it.
     *
     * @return false when the journal does not take it now; everything stays and a later call repeats it
     */
    boolean publish() {
        try {
            FailPoints.hit("ledger.before-publish");
            List<EventRecord> appended = journal.append(record.outbox());
            if (!appended.isEmpty()) {
                FailPoints.hit("ledger.after-publish");
                long last = appended.get(appended.size() - 1).sequence();
                record = record.withOutbox(List.of(), last);
                lastTold = last;
            }
        } catch (CaissonException e) {
            if (!waits) {
                log.atError()
                        .addKeyValue("container", record.id())
                        .addKeyValue("reason", e.reason())
                        .setCause(e)
                        .log("events wait, the journal does not take them");
            }
            waits = true;
            return false;
        }
        waits = false;
        List<Runnable> due = List.copyOf(afterPublish);
        afterPublish.clear();
        due.forEach(this::run);
        return true;
    }

    private void run(Runnable due) {
        try {
            due.run();
        } catch (RuntimeException e) { // what comes after it must still come
            log.atError().addKeyValue("container", record.id()).setCause(e).log("the rest of a change failed");
        }
    }

    /** {@return whether an event of that type has happened and is not known to be in the journal} */
    boolean isWaiting(EventType type) {
        return record.outbox().stream().anyMatch(event -> event.type() == type && event.birth() == record.birth());
    }

    /** After a restart: takes out of the outbox what is in the journal already. */
    void reconcile() {
        if (record.outbox().isEmpty()) {
            return;
        }
        List<ContainerEvent> missing = new ArrayList<>(record.outbox());
        long last = record.outboxAfter();
        for (EventRecord entry : journal.read(last, EventFilter.of(record.id()), MAX_RECONCILED)) {
            if (missing.remove(entry.event())) {
                last = entry.sequence();
                lastTold = last;
            }
        }
        record = record.withOutbox(missing, last);
    }

    /** Gives the directory a name that is nobody's id. A second time does nothing. */
    void entomb() {
        if (!directory.isTomb()) {
            directory = directory.entomb(record.birth());
        }
    }
}
