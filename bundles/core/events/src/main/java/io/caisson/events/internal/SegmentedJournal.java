package io.caisson.events.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.api.failpoint.FailPoints;
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
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in {@code <root-dir>/journal}. Threads that append at the same time share one write and one fsync: the
 * first to come writes for all that queued meanwhile. A cursor reads from memory what is new and from disk what is old.
 * A disk that cannot be used stops nobody: appending fails, and each further attempt tries to open the journal again.
 */
@Component(service = EventJournal.class, configurationPid = JournalSettings.PID)
public final class SegmentedJournal implements EventJournal, Closeable {
    private static final Logger log = LoggerFactory.getLogger(SegmentedJournal.class);
    private static final int READ_AHEAD = 256;
    private static final int TAIL = 4096;

    private final Path directory;
    private final Disk disk;
    private final InstantSource clock;
    private final int tailEvents;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final EventTail tail; // guarded by lock
    private Optional<SegmentStore> store = Optional.empty(); // guarded by lock; used by the writing thread only
    private Optional<Segments> segments = Optional.empty(); // guarded by lock
    private Limits limits; // guarded by lock
    private Batch queued = new Batch(); // guarded by lock
    private boolean writing; // guarded by lock
    private boolean closed; // guarded by lock
    private Optional<String> degraded = Optional.empty(); // guarded by lock

    /** What waits for one write. */
    private static final class Batch {
        private final List<ContainerEvent> events = new ArrayList<>();
        private List<EventRecord> written = List.of();
        private Throwable failure;
        private boolean done;
    }

    /** Keeps as much as is usual. */
    public SegmentedJournal(ServerSettings settings) {
        this(settings, Map.of());
    }

    /** @param configuration see {@link JournalSettings} */
    @Activate
    public SegmentedJournal(@Reference ServerSettings settings, Map<String, Object> configuration) {
        this(
                settings.rootDir().resolve("journal"),
                new HostDisk(),
                JournalSettings.read(configuration, Limits.DEFAULT),
                TAIL,
                InstantSource.system());
    }

    SegmentedJournal(Path directory, Disk disk, Limits limits, int tailEvents, InstantSource clock) {
        this.directory = directory;
        this.disk = disk;
        this.limits = limits;
        this.tailEvents = tailEvents;
        this.clock = clock;
        this.tail = new EventTail(tailEvents);
        try {
            openStore();
        } catch (IOException | RuntimeException e) {
            note(e);
        }
    }

    @Modified
    void modified(Map<String, Object> configuration) {
        lock.lock();
        try {
            awaitWriter();
            limits = JournalSettings.read(configuration, limits);
            store.ifPresent(open -> open.limit(limits, tail.last()));
        } finally {
            lock.unlock();
        }
    }

    private void awaitWriter() {
        while (writing) {
            changed.awaitUninterruptibly();
        }
    }

    /** As the one writing thread, without the lock. */
    private SegmentStore openStore() throws IOException {
        Limits now;
        lock.lock();
        try {
            if (store.isPresent()) {
                return store.get();
            }
            now = limits;
        } finally {
            lock.unlock();
        }
        SegmentStore.Opened opened = SegmentStore.open(directory, disk, clock, now, tailEvents);
        lock.lock();
        try {
            tail.load(opened.newest(), opened.last());
            segments = Optional.of(opened.store().segments());
            store = Optional.of(opened.store());
        } finally {
            lock.unlock();
        }
        return opened.store();
    }

    @Override
    public List<EventRecord> append(List<? extends ContainerEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        FailPoints.hit("events.before-append");
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
        lock.unlock();
        List<EventRecord> entries = List.of();
        Throwable failure = null;
        try {
            SegmentStore open = openStore();
            entries = numbered(batch.events);
            open.write(entries);
        } catch (IOException | RuntimeException | Error e) { // whatever it is, others wait for this batch
            failure = e;
        } finally {
            lock.lock();
            writing = false;
        }
        batch.failure = failure;
        batch.done = true;
        if (failure == null) {
            batch.written = entries;
            tail.add(entries);
        }
        note(failure);
        changed.signalAll();
    }

    private List<EventRecord> numbered(List<ContainerEvent> events) {
        long sequence = lastSequence(); // only the writing thread changes it
        List<EventRecord> entries = new ArrayList<>(events.size());
        for (ContainerEvent event : events) {
            sequence++;
            entries.add(new EventRecord(sequence, clock.instant(), System.nanoTime(), event));
        }
        return List.copyOf(entries);
    }

    /** Takes note of how the last attempt went; one that changes nothing is not logged. */
    private void note(Throwable failure) {
        if (failure == null && degraded.isPresent()) {
            log.atInfo().addKeyValue("directory", directory).log("the journal takes events again");
        } else if (failure != null && degraded.isEmpty()) {
            log.atError().addKeyValue("directory", directory).setCause(failure).log("the journal takes no events");
        }
        degraded = Optional.ofNullable(failure).map(Throwable::toString);
    }

    @Override
    public List<EventRecord> read(long afterSequence, EventFilter filter, int max) {
        List<EventRecord> found = new ArrayList<>();
        JournalReader.Position position = start(afterSequence);
        while (found.size() < max && next(position, filter, max, found)) {
            continue;
        }
        return found;
    }

    @Override
    public EventCursor open(long afterSequence, EventFilter filter) {
        return new Cursor(start(afterSequence), filter);
    }

    private JournalReader.Position start(long afterSequence) {
        return new JournalReader.Position(afterSequence > 0 ? afterSequence : Math.max(0, firstSequence() - 1));
    }

    @Override
    public long firstSequence() {
        lock.lock();
        try {
            return tail.last() == 0
                    ? 0
                    : segments.flatMap(Segments::oldest)
                            .map(Segment::firstSequence)
                            .orElse(0L);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long lastSequence() {
        lock.lock();
        try {
            return tail.last();
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
    public void close() {
        lock.lock();
        try {
            closed = true;
            awaitWriter();
            store.ifPresent(SegmentStore::close);
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Gives the next wanted events and moves the position past all looked at. {@return false when all was seen} */
    private boolean next(JournalReader.Position position, EventFilter filter, int max, List<EventRecord> found) {
        int before = found.size();
        while (found.size() == before) {
            long until;
            Segments onDisk;
            lock.lock();
            try {
                if (position.seen() >= tail.forgotten()) {
                    tail.read(position, filter, max, found);
                    return found.size() > before;
                }
                until = tail.forgotten();
                onDisk = segments.orElseThrow();
            } finally {
                lock.unlock();
            }
            new JournalReader(onDisk, clock, position, filter, max, until, found).run();
        }
        return true;
    }

    private final class Cursor implements EventCursor {
        private final JournalReader.Position position;
        private final EventFilter filter;
        private final Deque<EventRecord> ready = new ArrayDeque<>();

        Cursor(JournalReader.Position position, EventFilter filter) {
            this.position = position;
            this.filter = filter;
        }

        @Override
        public Optional<EventRecord> next(Duration timeout) throws InterruptedException {
            long left = timeout.toNanos();
            while (ready.isEmpty()) {
                List<EventRecord> found = new ArrayList<>();
                SegmentedJournal.this.next(position, filter, READ_AHEAD, found);
                ready.addAll(found);
                if (!ready.isEmpty()) {
                    break;
                }
                lock.lockInterruptibly();
                try {
                    while (tail.last() <= position.seen()) {
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
