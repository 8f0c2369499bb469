package io.caisson.testkit;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
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

    /** Loses events but the newest, as damage does; readers are told of a gap in their place. */
    public synchronized void lose(long from, long to) {
        records.removeIf(event -> event.sequence() >= from && event.sequence() <= to);
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
        return after(start(afterSequence), filter, max);
    }

    private long start(long afterSequence) {
        return afterSequence == 0 ? Math.max(0, firstSequence() - 1) : afterSequence;
    }

    private List<EventRecord> after(long position, EventFilter filter, int max) {
        List<EventRecord> found = new ArrayList<>();
        long seen = position;
        for (int i = firstAfter(seen); i < records.size() && found.size() < max; i++) {
            EventRecord next = records.get(i);
            if (next.sequence() > seen + 1) {
                Gap.Reason reason = i == 0 ? Gap.Reason.RETENTION : Gap.Reason.DAMAGED;
                Gap gap = new Gap(seen + 1, next.sequence() - 1, reason);
                addWanted(found, filter, new EventRecord(gap.to(), next.at(), 0, gap));
            }
            seen = next.sequence();
            if (found.size() < max) {
                addWanted(found, filter, next);
            }
        }
        return List.copyOf(found);
    }

    private static void addWanted(List<EventRecord> found, EventFilter filter, EventRecord record) {
        if (filter.matches(record)) {
            found.add(record);
        }
    }

    /** {@return index of the first record after a number; numbers grow, so that the middle tells the half} */
    private int firstAfter(long sequence) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).sequence() <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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

    @Override
    public synchronized Optional<String> degradedReason() {
        return full ? Optional.of("no space left on device") : Optional.empty();
    }

    private final class Cursor implements EventCursor {
        private final EventFilter filter;
        private long position; // guarded by the journal
        private boolean closed; // guarded by the journal

        Cursor(long afterSequence, EventFilter filter) {
            this.position = start(afterSequence);
            this.filter = filter;
        }

        @Override
        public Optional<EventRecord> next(Duration timeout) throws InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            synchronized (FakeJournal.this) {
                while (!closed) {
                    failIfTold();
                    List<EventRecord> found = after(position, filter, 1);
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
