package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.EventType;
import io.caisson.api.event.JournalEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedJournalTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final ContainerId DB = new ContainerId("db");
    private static final ExitStatus EXIT =
            new ExitStatus(137, ExitStatus.Cause.SIGNALED, Instant.parse("2026-01-02T03:04:05.000000006Z"));
    private static final List<ContainerEvent> EVERY_KIND = List.of(
            new ContainerEvent.Created(WEB, 7, new ProcessIdentity(4242, 99, OptionalLong.of(12))),
            new ContainerEvent.Started(WEB, 7),
            new ContainerEvent.ExecStarted(
                    WEB, 7, new ProcessId("x1"), new ProcessIdentity(4243, 100, OptionalLong.empty())),
            new ContainerEvent.ExecExited(WEB, 7, new ProcessId("x1"), EXIT),
            new ContainerEvent.Paused(WEB, 7),
            new ContainerEvent.Resumed(WEB, 7),
            new ContainerEvent.Exited(WEB, 7, EXIT),
            new ContainerEvent.Deleted(WEB, 7));

    @TempDir
    Path dir;

    private SegmentedJournal journal(Limits limits, int tail) throws IOException {
        return new SegmentedJournal(dir, new HostDisk(), limits, tail, InstantSource.system());
    }

    private SegmentedJournal journal() throws IOException {
        return journal(Limits.DEFAULT, 4096);
    }

    private static List<JournalEvent> events(List<EventRecord> entries) {
        return entries.stream().map(EventRecord::event).toList();
    }

    private static List<Long> sequences(List<EventRecord> entries) {
        return entries.stream().map(EventRecord::sequence).toList();
    }

    @Test
    void everyKindOfEventIsReadBackAsItWasAfterARestart() throws IOException {
        SegmentedJournal first = journal();
        List<EventRecord> written = first.append(EVERY_KIND);
        first.close();

        SegmentedJournal second = journal();
        assertEquals(written, second.read(0, EventFilter.ALL, 100));
        assertEquals(EVERY_KIND.size(), second.lastSequence());
        assertEquals(1, second.firstSequence());
        assertEquals(
                9,
                second.append(List.of(new ContainerEvent.Started(DB, 8))).get(0).sequence());
        second.close();
    }

    @Test
    void everyTypeIsCoveredByTheListAbove() {
        assertEquals(
                EnumSet.complementOf(EnumSet.of(EventType.GAP)), // is found, never written
                Set.copyOf(EVERY_KIND.stream().map(ContainerEvent::type).toList()));
    }

    @Test
    void theJournalIsReadableByItsOwnerOnly() throws IOException {
        journal().close();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("."))));
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    /** The last byte of a header is one of a time: it may look like the end of a payload. */
    @Test
    void aTailTornBehindItsHeaderIsNoDamageWhateverTheTime() throws IOException {
        for (int time = 0; time < 256; time++) {
            clear();
            EventRecord first = new EventRecord(1, Instant.EPOCH, time, new ContainerEvent.Started(DB, 1));
            EventRecord second = new EventRecord(2, Instant.EPOCH, time, new ContainerEvent.Started(DB, 2));
            ByteBuffer records = RecordFormat.encode(List.of(first, second));
            int end = RecordFormat.encode(List.of(first)).limit() + RecordFormat.HEADER_BYTES;
            ByteBuffer file = ByteBuffer.allocate(RecordFormat.MAGIC.length + end);
            file.put(RecordFormat.MAGIC).put(records.array(), 0, end);
            Files.createDirectories(dir);
            Files.write(Segment.at(dir, 1).file(), file.array());
            try (SegmentedJournal recovered = Journals.open(dir, new TestDisk(), Limits.DEFAULT)) {
                assertEquals(List.of(first), recovered.read(0, EventFilter.ALL, 100), "last byte " + time);
            }
        }
    }

    @Test
    void aTailTornAtAnyByteIsCutAndTheRestStays() throws IOException {
        SegmentedJournal writer = journal();
        writer.append(EVERY_KIND.subList(0, 6));
        Path file = onlySegment();
        long sixth = Files.size(file);
        writer.append(EVERY_KIND.subList(6, 7));
        long seventh = Files.size(file);
        writer.append(EVERY_KIND.subList(7, 8));
        writer.close();
        byte[] whole = Files.readAllBytes(file);

        for (int cut = (int) sixth; cut < whole.length; cut++) {
            clear();
            Files.write(file, Arrays.copyOf(whole, cut));
            SegmentedJournal recovered = Journals.open(dir, new TestDisk(), Limits.DEFAULT);
            int expected = cut < seventh ? 6 : 7;
            assertEquals(
                    EVERY_KIND.subList(0, expected), events(recovered.read(0, EventFilter.ALL, 100)), "cut " + cut);
            recovered.append(List.of(new ContainerEvent.Started(DB, 9)));
            recovered.close();
            SegmentedJournal again = Journals.open(dir, new TestDisk(), Limits.DEFAULT);
            assertEquals(expected + 1, again.lastSequence());
            again.close();
        }
    }

    @Test
    void aFileThatIsNoSegmentIsReplaced() throws IOException {
        Files.write(dir.resolve("00000000000000000001.journal"), new byte[] {0, 0, 0});
        SegmentedJournal recovered = journal();
        assertEquals(
                1,
                recovered
                        .append(List.of(new ContainerEvent.Started(WEB, 1)))
                        .get(0)
                        .sequence());
        recovered.close();
    }

    @Test
    void filtersChooseByContainerTypeAndTime() throws IOException {
        SegmentedJournal journal = journal();
        journal.append(EVERY_KIND);
        EventRecord other =
                journal.append(List.of(new ContainerEvent.Started(DB, 8))).get(0);
        assertEquals(List.of(other), journal.read(0, EventFilter.of(DB), 10));
        EventFilter starts = new EventFilter(Set.of(), Set.of(EventType.STARTED), Optional.empty(), Optional.empty());
        assertEquals(List.of(2L, 9L), sequences(journal.read(0, starts, 10)));
        EventFilter later =
                new EventFilter(Set.of(), Set.of(), Optional.of(other.at().plusNanos(1)), Optional.empty());
        assertEquals(List.of(), journal.read(0, later, 10));
        assertEquals(List.of(9L), sequences(journal.read(8, EventFilter.ALL, 10)));
        journal.close();
    }

    @Test
    void cursorsSeeAllEventsOnceInOrderWhileManyThreadsAppend() throws Exception {
        // Segments of 4 KiB and a tail of 16, so that readers must go to disk and back.
        SegmentedJournal journal = journal(new Limits(4096, 1_000_000, Duration.ofDays(1), 1 << 30), 16);
        int writers = 4;
        int each = 250;
        ExecutorService pool = Executors.newFixedThreadPool(writers + 2);
        List<Future<List<Long>>> readers = new ArrayList<>();
        for (int r = 0; r < 2; r++) {
            readers.add(pool.submit(() -> {
                List<Long> seen = new ArrayList<>();
                try (EventCursor cursor = journal.open(0, EventFilter.ALL)) {
                    while (seen.size() < writers * each) {
                        seen.add(cursor.next(Duration.ofSeconds(20))
                                .orElseThrow()
                                .sequence());
                    }
                }
                return seen;
            }));
        }
        List<Future<?>> done = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            done.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    journal.append(List.of(new ContainerEvent.Started(WEB, i)));
                }
            }));
        }
        for (Future<?> writer : done) {
            writer.get();
        }
        List<Long> expected = LongStream.rangeClosed(1, writers * each).boxed().toList();
        for (Future<List<Long>> reader : readers) {
            assertEquals(expected, reader.get());
        }
        pool.shutdown();
        journal.close();
        SegmentedJournal reopened = journal(new Limits(4096, 1_000_000, Duration.ofDays(1), 1 << 30), 16);
        assertEquals(expected, sequences(reopened.read(0, EventFilter.ALL, 10_000)));
        reopened.close();
    }

    @Test
    void anEmptyJournalAnswersAtOnceAndWaitsNoLongerThanAsked() throws Exception {
        SegmentedJournal journal = journal();
        try (EventCursor cursor = journal.open(0, EventFilter.ALL)) {
            assertEquals(Optional.empty(), cursor.next(Duration.ZERO));
            assertEquals(Optional.empty(), cursor.next(Duration.ofMillis(20)));
        }
        assertEquals(0, journal.firstSequence());
        journal.close();
    }

    @Test
    void oldSegmentsGoOnlyBeyondCountAndAge() throws IOException {
        SegmentedJournal aged = journal(new Limits(1024, 20, Duration.ofDays(7), 1 << 30), 8);
        for (int i = 0; i < 100; i++) {
            aged.append(List.of(new ContainerEvent.Started(WEB, i)));
        }
        assertEquals(1, aged.firstSequence(), "young segments stay whatever their number");
        aged.close();
        SegmentedJournal bounded = journal(new Limits(1024, 20, Duration.ofDays(-1), 1 << 30), 8);
        for (int i = 0; i < 100; i++) {
            bounded.append(List.of(new ContainerEvent.Started(WEB, i)));
        }
        long first = bounded.firstSequence();
        assertTrue(first > 100 && first <= 200 - 20, "first retained is " + first);
        List<Long> kept = sequences(bounded.read(0, EventFilter.ALL, 1000));
        assertEquals(LongStream.rangeClosed(first, 200).boxed().toList(), kept);
        bounded.close();
    }

    @Test
    void aClosedJournalRefuses() throws IOException {
        SegmentedJournal journal = journal();
        journal.close();
        CaissonException refused = assertThrows(CaissonException.class, () -> journal.append(EVERY_KIND));
        assertEquals("server.stopping", refused.reason());
    }

    private Path onlySegment() throws IOException {
        List<Path> all = Journals.segments(dir);
        assertEquals(1, all.size());
        return all.get(0);
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
