package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import io.caisson.testkit.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many readers beside many writers, quick and slow, while files begin and go. */
class JournalReadersTest {
    private static final int WRITERS = 4;
    private static final int EACH = 500;
    private static final long EVENTS = (long) WRITERS * EACH;

    @TempDir
    Path dir;

    /** Segments of about 12 records, of which the newest 40 events stay; three in memory. */
    private SegmentedJournal open() {
        return new SegmentedJournal(
                dir, new TestDisk(), new Limits(1024, 40, Duration.ofDays(-1), 1 << 30), 3, InstantSource.system());
    }

    /** Reads to the end. {@return events that were told as dropped} Fails at a number left out or told twice. */
    private static long readAll(SegmentedJournal journal, long after, int pauseEvery) throws Exception {
        long seen = after;
        long dropped = 0;
        try (EventCursor cursor = journal.open(after, EventFilter.ALL)) {
            int count = 0;
            while (seen < EVENTS) {
                EventRecord next = cursor.next(Duration.ofSeconds(30)).orElseThrow();
                if (next.event() instanceof Gap gap) {
                    assertEquals(Gap.Reason.RETENTION, gap.reason());
                    assertEquals(seen + 1, gap.from());
                    assertEquals(next.sequence(), gap.to());
                    dropped += gap.to() - gap.from() + 1;
                } else {
                    assertEquals(seen + 1, next.sequence());
                }
                seen = next.sequence();
                count++;
                if (pauseEvery > 0 && count % pauseEvery == 0) {
                    long resume = Math.min(EVENTS, journal.lastSequence() + 100);
                    while (journal.lastSequence() < resume) {
                        TimeUnit.MICROSECONDS.sleep(200);
                    }
                }
            }
        }
        return dropped;
    }

    @Test
    void everyNumberIsEitherGivenOnceOrToldAsDropped() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try (SegmentedJournal journal = open()) {
            Journals.append(journal, 1);
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int pauseEvery = i < 3 ? 0 : 5 * i;
                readers.add(pool.submit(() -> readAll(journal, 1, pauseEvery)));
            }
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int events = w == 0 ? EACH - 1 : EACH;
                writers.add(pool.submit(() -> Journals.append(journal, 1, events)));
            }
            for (Future<?> writer : writers) {
                writer.get(60, TimeUnit.SECONDS);
            }
            long dropped = 0;
            for (Future<Long> reader : readers) {
                dropped += reader.get(60, TimeUnit.SECONDS);
            }
            assertTrue(dropped > 0, "no slow reader lost its place, so this proved little");
            assertEquals(EVENTS, journal.lastSequence());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @Fault(53)
    void aReaderThatNeverReadsCostsNothingOverAMillionEvents() throws Exception {
        try (SegmentedJournal journal = new SegmentedJournal(
                        dir,
                        new TestDisk(false),
                        new Limits(4 << 20, 100_000, Duration.ofDays(-1), 1 << 30),
                        4096,
                        InstantSource.system());
                EventCursor never = journal.open(0, EventFilter.ALL);
                EventCursor once = journal.open(0, EventFilter.ALL)) {
            List<ContainerEvent> batch = Collections.nCopies(1_000, new ContainerEvent.Started(Journals.WEB, 1));
            for (int i = 0; i < 10; i++) {
                journal.append(batch);
            }
            assertEquals(1, once.next(Duration.ZERO).orElseThrow().sequence());
            long before = usedAfterCollection();
            for (int i = 10; i < 1_000; i++) {
                journal.append(batch);
            }
            long grown = usedAfterCollection() - before;
            assertTrue(grown < 2 << 20, "the heap grew by " + grown + " bytes");
            Gap dropped = (Gap) never.next(Duration.ZERO).orElseThrow().event();
            assertEquals(1, dropped.from());
            assertEquals(
                    dropped.to() + 1, never.next(Duration.ZERO).orElseThrow().sequence());
            assertTrue(dropped.to() <= 900_000, "100,000 events stay");
        }
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
