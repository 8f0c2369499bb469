package io.caisson.testkit;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An {@link EventJournal} in memory. Safe for many threads. */
public final class FakeJournal implements EventJournal {
    private final InstantSource clock;
    private final List<EventRecord> records = new ArrayList<>(); // guarded by this
    private long lastSequence; // guarded by this
    private boolean full; // guarded by this
    private int openCursors; // guarded by this
    private int readsThatFail; // guarded by this

    public FakeJournal() {
        this(InstantSource.system());
    }

    public FakeJournal(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on appending fails with UNAVAILABLE {@code journal.write-failed}, or works again. */
    public synchronized void refuseAppends(boolean refuse) {
        full = refuse;
    }

    /** So many calls of {@link EventCursor#next} and {@link #open} fail from now on, as when a disk cannot be read. */
    public synchronized void failReads(int calls) {
        readsThatFail = calls;
        notifyAll();
    }

    private synchronized void failIfTold() {
        if (readsThatFail > 0) {
            readsThatFail--;
            throw new CaissonException(ErrorCode.DATA_LOSS, "journal.damaged", "journal cannot be read");
        }
    }

    /** Forgets the oldest events, as retention does. */
    public synchronized void forgetUpTo(long sequence) {
        records.removeIf(event -> event.sequence() <= sequence);
    }

    /** {@return cursors that are open: none may be left when a test ends} */
    public synchronized int openCursors() {
        return openCursors;
    }

    @Override
    public synchronized List<EventRecord> append(List<? extends ContainerEvent> events) {
        if (full) {
            throw new CaissonException(
                    ErrorCode.UNAVAILABLE,
                    "journal.write-failed",
                    "journal cannot be written: no space left on device");
        }
        List<EventRecord> appended = new ArrayList<>();
        for (ContainerEvent event : events) {
            lastSequence++;
            appended.add(new EventRecord(lastSequence, clock.instant(), System.nanoTime(), event));
        }
        records.addAll(appended);
        notifyAll();
        return List.copyOf(appended);
    }

    @Override
    public synchronized List<EventRecord> read(long afterSequence, EventFilter filter, int max) {
        long known = Math.max(0, afterSequence - firstSequence() + 1);
        return records.subList((int) Math.min(known, records.size()), records.size()).stream()
                .filter(filter::matches)
                .limit(max)
                .toList();
    }

    @Override
    public synchronized EventCursor open(long afterSequence, EventFilter filter) {
        failIfTold();
        openCursors++;
        return new Cursor(afterSequence, filter);
    }

    @Override
    public synchronized long firstSequence() {
        return records.isEmpty() ? 0 : records.get(0).sequence();
    }

    @Override
    public synchronized long lastSequence() {
        return lastSequence;
    }

    private final class Cursor implements EventCursor {
        private final EventFilter filter;
        private long position; // guarded by the journal
        private boolean closed; // guarded by the journal

        Cursor(long afterSequence, EventFilter filter) {
            this.position = afterSequence;
            this.filter = filter;
        }

        @Override
        public Optional<EventRecord> next(Duration timeout) throws InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            synchronized (FakeJournal.this) {
                while (!closed) {
                    failIfTold();
                    List<EventRecord> found = read(position, filter, 1);
                    if (!found.isEmpty()) {
                        position = found.get(0).sequence();
                        return Optional.of(found.get(0));
                    }
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        return Optional.empty();
                    }
                    TimeUnit.NANOSECONDS.timedWait(FakeJournal.this, left);
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            synchronized (FakeJournal.this) {
                if (!closed) {
                    closed = true;
                    openCursors--;
                    FakeJournal.this.notifyAll();
                }
            }
        }
    }
}
