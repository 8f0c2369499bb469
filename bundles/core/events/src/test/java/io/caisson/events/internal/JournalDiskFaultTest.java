package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses delays events and loses none; one that lies once is not believed again. */
class JournalDiskFaultTest {
    private static final String FULL = "No space left on device";

    @TempDir
    Path dir;

    private final TestDisk disk = new TestDisk();

    private SegmentedJournal open(long segmentBytes) {
        return Journals.open(dir, disk, Journals.keepAll(segmentBytes));
    }

    private static void assertRefused(SegmentedJournal journal, long birth) {
        CaissonException refused = assertThrows(CaissonException.class, () -> Journals.append(journal, birth));
        assertEquals("journal.write-failed", refused.reason());
        assertTrue(journal.degradedReason().isPresent());
    }

    private void assertWholeAfterRestart(long last) {
        try (SegmentedJournal restarted = Journals.open(dir, new TestDisk(), Journals.keepAll(200))) {
            assertEquals(Journals.numbers(1, last), Journals.births(restarted));
            assertEquals(List.of(), Journals.gaps(restarted));
            assertEquals(last, restarted.lastSequence());
        }
    }

    @Test
    @Fault(17)
    void everyOperationMayFailOnceOrForAWhileAndNothingIsLostNorTwiceThere() {
        for (int failing = 0; failing < 60; failing++) {
            for (int times : new int[] {1, 3}) {
                Path place = dir.resolve(failing + "-" + times);
                int first = failing;
                int[] count = {0};
                TestDisk bad = new TestDisk();
                bad.before = (verb, file) -> {
                    int now = count[0]++;
                    if (now >= first && now < first + times) {
                        throw new IOException(FULL);
                    }
                };
                try (SegmentedJournal journal = Journals.open(place, bad, Journals.keepAll(200))) {
                    for (long birth = 1; birth <= 8; birth++) {
                        appendUntilTaken(journal, birth);
                    }
                    assertEquals(Journals.numbers(1, 8), Journals.births(journal), "operation " + failing);
                    assertEquals(Optional.empty(), journal.degradedReason());
                }
                try (SegmentedJournal restarted = Journals.open(place, new TestDisk(), Journals.keepAll(200))) {
                    assertEquals(Journals.numbers(1, 8), Journals.births(restarted), "operation " + failing);
                    assertEquals(List.of(), Journals.gaps(restarted), "operation " + failing);
                }
            }
        }
    }

    /** What a container's outbox does. */
    private static void appendUntilTaken(SegmentedJournal journal, long birth) {
        for (int i = 0; i < 10; i++) {
            try {
                Journals.append(journal, birth);
                return;
            } catch (CaissonException e) {
                assertEquals("journal.write-failed", e.reason());
            }
        }
        throw new AssertionError("the journal takes nothing any more");
    }

    @Test
    @Fault(17)
    void whileTheDiskIsFullCursorsWaitAndThenGoOnWithoutAGap() throws Exception {
        SegmentedJournal journal = open(200);
        Journals.append(journal, 1, 3);
        try (EventCursor cursor = journal.open(2, EventFilter.ALL)) {
            disk.fail("write", FULL);
            assertRefused(journal, 4);
            assertRefused(journal, 4);
            assertTrue(journal.degradedReason().orElseThrow().contains(FULL));
            assertEquals(3, cursor.next(Duration.ZERO).orElseThrow().sequence());
            assertEquals(Optional.empty(), cursor.next(Duration.ZERO));
            disk.heal();
            Journals.append(journal, 4, 6);
            assertEquals(4, cursor.next(Duration.ZERO).orElseThrow().sequence());
        }
        assertEquals(Optional.empty(), journal.degradedReason());
        journal.close();
        assertWholeAfterRestart(6);
    }

    @Test
    @Fault(17)
    void aFullDiskThatTakesAPartOfAWriteLeavesNoPartOfIt() {
        SegmentedJournal journal = open(1 << 20);
        Journals.append(journal, 1);
        disk.shortWrites = 5;
        Journals.append(journal, 2);
        disk.before = new TestDisk.Before() {
            private int writes;

            @Override
            public void operation(String verb, Path file) throws IOException {
                writes += verb.equals("write") ? 1 : 0;
                if (verb.equals("write") && writes > 3) {
                    throw new IOException(FULL);
                }
            }
        };
        assertRefused(journal, 3);
        disk.heal();
        Journals.append(journal, 3);
        journal.close();
        assertWholeAfterRestart(3);
    }

    @Test
    @Fault(19)
    void aSegmentThatCannotBeSyncedIsGivenUpAndItsEventsGoIntoANewOne() throws IOException {
        SegmentedJournal journal = open(1 << 20);
        Journals.append(journal, 1, 2);
        List<Path> synced = new ArrayList<>();
        Path bad = Journals.segments(dir).get(0);
        disk.before = (verb, file) -> {
            if (verb.equals("sync")) {
                synced.add(file);
                if (file.equals(bad)) {
                    throw new IOException("Input/output error");
                }
            }
        };
        Journals.append(journal, 3);
        assertEquals(Optional.empty(), journal.degradedReason(), "the caller need not try again");
        Journals.append(journal, 4);
        assertEquals(1, synced.stream().filter(bad::equals).count(), "a second sync would say that all is well");
        assertEquals(2, Journals.segments(dir).size());
        assertEquals(Journals.numbers(1, 4), Journals.births(journal));
        journal.close();
        assertWholeAfterRestart(4);
    }

    @Test
    @Fault(19)
    void whatAGivenUpSegmentStillHoldsIsReadOnce() throws IOException {
        SegmentedJournal journal = open(1 << 20);
        Journals.append(journal, 1, 2);
        Path bad = Journals.segments(dir).get(0);
        disk.before = (verb, file) -> {
            if (file.equals(bad) && (verb.equals("sync") || verb.equals("truncate"))) {
                throw new IOException("Input/output error");
            }
        };
        Journals.append(journal, 3, 5);
        assertEquals(Journals.numbers(1, 5), Journals.births(journal));
        journal.close();
        assertWholeAfterRestart(5);
    }

    @Test
    @Fault(19)
    void aDiskThatSyncsNothingRefusesAndTakesAllAfterwards() {
        SegmentedJournal journal = open(1 << 20);
        Journals.append(journal, 1);
        disk.fail("sync", "Input/output error");
        assertRefused(journal, 2);
        assertRefused(journal, 2);
        disk.heal();
        Journals.append(journal, 2, 4);
        assertEquals(Journals.numbers(1, 4), Journals.births(journal));
        journal.close();
        assertWholeAfterRestart(4);
    }

    @Test
    @Fault({17, 22})
    void aJournalThatCannotBeOpenedDelaysEventsUntilItCan() throws IOException {
        Path place = Files.createFile(dir.resolve("journal"));
        SegmentedJournal journal = Journals.open(place, disk, Journals.keepAll(200));
        assertTrue(journal.degradedReason().isPresent());
        assertEquals(0, journal.lastSequence());
        assertEquals(List.of(), Journals.all(journal));
        assertRefused(journal, 1);
        Files.delete(place);
        Journals.append(journal, 1);
        assertEquals(Journals.numbers(1, 1), Journals.births(journal));
        assertEquals(Optional.empty(), journal.degradedReason());
        journal.close();
    }

    @Test
    @Fault({17, 22})
    void aDiskThatTakesNothingAtTheStartCanBeReadAllTheSame() {
        SegmentedJournal before = open(200);
        Journals.append(before, 1, 5);
        before.close();
        disk.before = (verb, file) -> {
            throw new IOException("Read-only file system");
        };
        SegmentedJournal journal = open(200);
        assertEquals(Journals.numbers(1, 5), Journals.births(journal));
        assertRefused(journal, 6);
        disk.heal();
        journal.append(List.of(new ContainerEvent.Started(Journals.WEB, 6)));
        journal.close();
        assertWholeAfterRestart(6);
        assertFalse(journal.degradedReason().isPresent());
    }
}
