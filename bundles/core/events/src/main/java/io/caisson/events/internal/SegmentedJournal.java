package io.caisson.events.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.api.server.ServerSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in {@code <root-dir>/journal}. Threads that append at the same time share one write and one fsync: the
 * first to come writes for all that queued meanwhile. A cursor reads from memory what is new and from disk what is old.
 */
@Component(service = EventJournal.class)
public final class SegmentedJournal implements EventJournal, Closeable {
    private static final Logger log = LoggerFactory.getLogger(SegmentedJournal.class);
    private static final int READ_AHEAD = 256;

    private final SegmentStore store;
    private final InstantSource clock;
    private final int tailEvents;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<EventRecord> tail = new ArrayDeque<>(); // guarded by lock; the newest events
    private Batch queued = new Batch(); // guarded by lock
    private boolean writing; // guarded by lock
    private boolean closed; // guarded by lock
    private long last; // guarded by lock; newest sequence on disk
    private long forgotten; // guarded by lock; every event after this one is in the tail
    private Optional<String> degraded = Optional.empty(); // guarded by lock; what the last write failed of

    /** What waits for one write. */
    private static final class Batch {
        private final List<ContainerEvent> events = new ArrayList<>();
        private List<EventRecord> written = List.of();
        private Throwable failure;
        private boolean done;
    }

    @Activate
    public SegmentedJournal(@Reference ServerSettings settings) throws IOException {
        this(settings.rootDir().resolve("journal"), SegmentStore.Limits.DEFAULT, 4096, InstantSource.system());
    }

    SegmentedJournal(Path directory, SegmentStore.Limits limits, int tailEvents, InstantSource clock)
            throws IOException {
        this.clock = clock;
        this.tailEvents = tailEvents;
        store = new SegmentStore(directory, limits, clock);
        last = store.recover(this::remember);
        forgotten = tail.isEmpty() ? last : tail.getFirst().sequence() - 1;
    }

    @Override
    public List<EventRecord> append(List<? extends ContainerEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        lock.lock();
        try {
            if (closed) {
                throw new CaissonException(ErrorCode.UNAVAILABLE, "server.stopping", "the journal is closed");
            }
            Batch mine = queued;
            int from = mine.events.size();
            mine.events.addAll(events);
            while (!mine.done) {
                if (writing) {
                    changed.awaitUninterruptibly();
                } else {
                    writeQueued();
                }
            }
            if (mine.failure != null) {
                throw new CaissonException(
                        ErrorCode.UNAVAILABLE,
                        "journal.write-failed",
                        "cannot write the journal: " + mine.failure,
                        Map.of(),
                        mine.failure);
            }
            return mine.written.subList(from, from + events.size());
        } finally {
            lock.unlock();
        }
    }

    /** Writes all that is queued, as the one writing thread; called and left with the lock held. */
    private void writeQueued() {
        Batch batch = queued;
        queued = new Batch();
        writing = true;
        List<EventRecord> entries = new ArrayList<>(batch.events.size());
        for (ContainerEvent event : batch.events) {
            entries.add(new EventRecord(last + entries.size() + 1, clock.instant(), System.nanoTime(), event));
        }
        lock.unlock();
        Throwable failure = null;
        try {
            store.write(entries);
        } catch (IOException | RuntimeException | Error e) { // whatever it is, others wait for this batch
            failure = e;
        } finally {
            lock.lock();
            writing = false;
        }
        batch.failure = failure;
        batch.done = true;
        degraded = Optional.ofNullable(failure).map(Throwable::toString);
        if (failure == null) {
            batch.written = List.copyOf(entries);
            entries.forEach(this::remember);
            last += entries.size();
        }
        changed.signalAll();
    }

    private void remember(EventRecord entry) {
        tail.addLast(entry);
        while (tail.size() > tailEvents) {
            forgotten = tail.removeFirst().sequence();
        }
    }

    @Override
    public List<EventRecord> read(long afterSequence, EventFilter filter, int max) {
        List<EventRecord> found = new ArrayList<>();
        Position position = new Position(afterSequence);
        while (found.size() < max) {
            List<EventRecord> batch = next(position, filter, max - found.size());
            if (batch.isEmpty()) {
                break;
            }
            found.addAll(batch);
        }
        return found;
    }

    @Override
    public EventCursor open(long afterSequence, EventFilter filter) {
        return new Cursor(new Position(afterSequence), filter);
    }

    @Override
    public long firstSequence() {
        return lastSequence() == 0 ? 0 : store.firstSequence();
    }

    @Override
    public long lastSequence() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<String> degradedReason() {
        lock.lock();
        try {
            return degraded;
        } finally {
            lock.unlock();
        }
    }

    @Deactivate
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            while (writing) {
                changed.awaitUninterruptibly();
            }
            store.close();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** A reader's place: how far it has seen, and where on disk the next record is, if known. For one thread. */
    private static final class Position {
        private long seen;
        private Segment segment;
        private long offset;

        Position(long seen) {
            this.seen = seen;
        }
    }

    /** {@return the next wanted events, at most max; empty when all was seen} Moves the position past all it looked at. */
    private List<EventRecord> next(Position position, EventFilter filter, int max) {
        while (true) {
            long until;
            lock.lock();
            try {
                if (position.seen >= forgotten) {
                    return fromTail(position, filter, max);
                }
                until = forgotten;
            } finally {
                lock.unlock();
            }
            List<EventRecord> found = fromDisk(position, filter, max, until);
            if (!found.isEmpty()) {
                return found;
            }
        }
    }

    private List<EventRecord> fromTail(Position position, EventFilter filter, int max) {
        List<EventRecord> found = new ArrayList<>();
        for (EventRecord entry : tail) {
            if (entry.sequence() <= position.seen) {
                continue;
            }
            if (found.size() == max) {
                return found;
            }
            position.seen = entry.sequence();
            if (filter.matches(entry)) {
                found.add(entry);
            }
        }
        position.seen = Math.max(position.seen, last); // records of types that this version does not know
        return found;
    }

    private List<EventRecord> fromDisk(Position position, EventFilter filter, int max, long until) {
        List<EventRecord> found = new ArrayList<>();
        Segment from = store.segmentOf(position.seen + 1);
        long startedWith = position.seen;
        try {
            position.offset = from.scan(from.equals(position.segment) ? position.offset : 0, decoded -> {
                if (found.size() == max || decoded.sequence() > until) {
                    return false;
                }
                if (decoded.sequence() > position.seen) {
                    position.seen = decoded.sequence();
                    decoded.event().filter(filter::matches).ifPresent(found::add);
                }
                return true;
            });
            position.segment = from;
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", from.file()).setCause(e).log("a part of the journal cannot be read");
        }
        if (position.seen == startedWith) { // damaged here, or retired meanwhile: go on behind it
            position.seen = Math.min(until, store.endOf(from, until));
            position.segment = null;
        }
        return found;
    }

    private final class Cursor implements EventCursor {
        private final Position position;
        private final EventFilter filter;
        private final Deque<EventRecord> ready = new ArrayDeque<>();

        Cursor(Position position, EventFilter filter) {
            this.position = position;
            this.filter = filter;
        }

        @Override
        public Optional<EventRecord> next(Duration timeout) throws InterruptedException {
            long left = timeout.toNanos();
            while (ready.isEmpty()) {
                ready.addAll(SegmentedJournal.this.next(position, filter, READ_AHEAD));
                if (!ready.isEmpty()) {
                    break;
                }
                lock.lockInterruptibly();
                try {
                    while (last <= position.seen) {
                        if (closed || left <= 0) {
                            return Optional.empty();
                        }
                        left = changed.awaitNanos(left);
                    }
                } finally {
                    lock.unlock();
                }
            }
            return Optional.of(ready.removeFirst());
        }

        @Override
        public void close() {
            ready.clear();
        }
    }
}
