package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever has changed on the disk, a journal opens, tells what is lost, and loses nothing else. */
class JournalDamageTest {
    private static final long SEGMENT_BYTES = 330; // four records
    private static final int EVENTS = 14;

    @TempDir
    Path root;

    private final Map<String, byte[]> files = new TreeMap<>();
    private Path dir;
    private int tries;

    /** Three whole segments of four events, and one of two. */
    @BeforeEach
    void write() throws IOException {
        dir = root.resolve("whole");
        SegmentedJournal journal = Journals.open(dir, new TestDisk(), Journals.keepAll(SEGMENT_BYTES));
        Journals.append(journal, 1, EVENTS);
        journal.close();
        assertEquals(4, Journals.segments(dir).size());
        try (Stream<Path> all = Files.list(dir)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
    }

    /** Makes the journal's files anew in a fresh directory. */
    private void again() throws IOException {
        dir = root.resolve("try-" + tries);
        tries++;
        Files.createDirectories(dir);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(dir.resolve(file.getKey()), file.getValue());
        }
    }

    private SegmentedJournal open() {
        return Journals.open(dir, new TestDisk(), Journals.keepAll(SEGMENT_BYTES));
    }

    private Path segment(int first) {
        return Segment.at(dir, first).file();
    }

    /** {@return offsets at which the records of a segment begin, and its end} */
    private List<Integer> offsets(int first) {
        byte[] bytes = files.get(segment(first).getFileName().toString());
        List<Integer> offsets = new ArrayList<>();
        int at = RecordFormat.MAGIC.length;
        while (at < bytes.length) {
            offsets.add(at);
            at += RecordFormat.HEADER_BYTES + ByteBuffer.wrap(bytes).getInt(at);
        }
        offsets.add(at);
        return offsets;
    }

    private void change(Path file, int from, int to, int xor) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = from; i < to; i++) {
            bytes[i] = (byte) (xor == 0 ? 0 : bytes[i] ^ xor);
        }
        Files.write(file, bytes);
    }

    /**
     * Checks all laws at once: what was not damaged is there, in order; what is missing is told; a number that was given is
     * not given again, also after one more restart.
     */
    private void assertLawful(String what, Set<Long> mayBeLost, List<Gap> gaps) {
        Set<Long> here;
        try (SegmentedJournal journal = open()) {
            here = assertComplete(what, journal, mayBeLost);
            if (gaps != null) {
                assertEquals(gaps, Journals.gaps(journal), what);
            }
        }
        try (SegmentedJournal restarted = open()) {
            assertEquals(here, assertComplete(what + ", restarted", restarted, mayBeLost), what);
            Journals.append(restarted, 100);
            assertTrue(restarted.lastSequence() > EVENTS, what + ": a number is given a second time");
            List<Long> births = Journals.births(restarted);
            assertEquals(100, births.get(births.size() - 1), what);
            assertEquals(here.size() + 1, births.size(), what);
        }
    }

    private String newestName() {
        return segment(13).getFileName().toString();
    }

    private static Set<Long> assertComplete(String what, SegmentedJournal journal, Set<Long> mayBeLost) {
        Set<Long> here = new HashSet<>();
        long last = 0;
        for (EventRecord entry : Journals.all(journal)) {
            assertTrue(entry.sequence() > last, what);
            if (entry.event() instanceof Gap gap) {
                assertEquals(last + 1, gap.from(), what);
                assertEquals(entry.sequence(), gap.to(), what);
            } else {
                assertEquals(last + 1, entry.sequence(), what + ": a gap is not told");
                assertEquals(entry.sequence(), ((ContainerEvent) entry.event()).birth(), what);
                here.add(entry.sequence());
            }
            last = entry.sequence();
        }
        assertEquals(journal.lastSequence(), last, what);
        for (long event = 1; event <= EVENTS; event++) {
            assertTrue(here.contains(event) || mayBeLost.contains(event), what + ": " + event + " is lost");
        }
        return here;
    }

    private static Gap damaged(long from, long to) {
        return new Gap(from, to, Gap.Reason.DAMAGED);
    }

    @Test
    @Fault(22)
    void everyBitFlippedInTheFirst64BytesOfEachFileCostsNoOtherRecord() throws IOException {
        for (String name :
                List.of("head", Segment.at(dir, 1).file().getFileName().toString(), newestName())) {
            int bits = Math.min(64, files.get(name).length) * 8;
            for (int bit = 0; bit < bits; bit++) {
                again();
                change(dir.resolve(name), bit / 8, bit / 8 + 1, 1 << (bit % 8));
                Set<Long> first = name.equals("head") ? Set.of() : Set.of(Long.parseLong(name.substring(0, 20)));
                assertLawful(name + " bit " + bit, first, null);
            }
        }
    }

    @Test
    @Fault(22)
    void aBitFlippedAnywhereCostsItsRecordOnly() throws IOException {
        for (int first : new int[] {1, 5, 13}) {
            List<Integer> offsets = offsets(first);
            for (int at = 64; at < offsets.get(offsets.size() - 1); at += 7) {
                again();
                change(segment(first), at, at + 1, 1 << (at % 8));
                long record = first - 1;
                for (int begin : offsets) {
                    record += begin <= at ? 1 : 0;
                }
                assertLawful("segment " + first + " byte " + at, Set.of(record), null);
            }
        }
    }

    @Test
    @Fault(22)
    void damageInTheMiddleIsOneGapOfExactlyWhatIsLost() throws IOException {
        List<Integer> offsets = offsets(5);
        again();
        change(segment(5), offsets.get(1) + 3, offsets.get(2) + 20, 0); // of both, the 6th and the 7th
        assertLawful("zeros", Set.of(6L, 7L), List.of(damaged(6, 7)));
        again();
        change(segment(5), offsets.get(0), offsets.get(4), 0x55);
        assertLawful("a whole segment", Set.of(5L, 6L, 7L, 8L), List.of(damaged(5, 8)));
        again();
        Files.delete(segment(5));
        assertLawful("a segment is gone", Set.of(5L, 6L, 7L, 8L), List.of(damaged(5, 8)));
        again();
        Files.delete(segment(5));
        Files.delete(segment(9));
        assertLawful("two are gone", Set.copyOf(Journals.numbers(5, 12)), List.of(damaged(5, 12)));
        again();
        change(segment(5), offsets.get(3), offsets.get(4), 0x55);
        change(segment(9), offsets(9).get(0), offsets(9).get(1), 0x55);
        assertLawful("on both sides of a border", Set.of(8L, 9L), List.of(damaged(8, 9)));
        again();
        change(segment(5), offsets.get(0), offsets.get(1), 0x55);
        change(segment(5), offsets.get(2), offsets.get(3), 0x55);
        assertLawful("two places", Set.of(5L, 7L), List.of(damaged(5, 5), damaged(7, 7)));
        again();
        change(segment(13), offsets(13).get(0), offsets(13).get(1), 0x55);
        assertLawful("in the newest segment", Set.of(13L), List.of(damaged(13, 13)));
    }

    @Test
    @Fault(22)
    void everyTruncationOfTheLastTwoRecordsIsATornWriteAndNoGap() throws IOException {
        List<Integer> offsets = offsets(13);
        byte[] whole = files.get(segment(13).getFileName().toString());
        for (int size = offsets.get(0) + 1; size < whole.length; size++) {
            again();
            Files.write(segment(13), Arrays.copyOf(whole, size));
            long last = size >= offsets.get(1) ? 13 : 12;
            if (last == 12) {
                continue; // below: the head says that there was one
            }
            try (SegmentedJournal journal = open()) {
                assertEquals(Journals.numbers(1, last), Journals.births(journal), "size " + size);
                assertEquals(List.of(), Journals.gaps(journal), "size " + size);
                Journals.append(journal, 100);
                assertEquals(last + 1, journal.lastSequence());
            }
            assertEquals(size == offsets.get(1) ? 0 : 1, keptAside(), "size " + size);
        }
    }

    private long keptAside() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.filter(file -> file.toString().contains(".broken-")).count();
        }
    }

    @Test
    @Fault(22)
    void anEndWhoseSizeNobodyKnowsLeavesOutMoreNumbersThanThereCanHaveBeen() throws IOException {
        long most = 12 + SegmentRecovery.UNKNOWN_EVENTS;
        Set<Long> lost = Set.of(13L, 14L);
        for (int size = 0; size < offsets(13).get(1); size++) {
            again();
            Files.write(
                    segment(13),
                    Arrays.copyOf(files.get(segment(13).getFileName().toString()), size));
            assertLawful("cut to " + size, lost, List.of(damaged(13, most)));
        }
        again();
        Files.delete(segment(13));
        assertLawful("the newest is gone", lost, List.of(damaged(13, most)));
        again();
        change(segment(13), 0, 100, 0);
        change(segment(13), offsets(13).get(1), offsets(13).get(2), 0);
        assertLawful("the newest is zero", lost, List.of(damaged(13, most)));
        again();
        for (Path segment : Journals.segments(dir)) {
            Files.delete(segment);
        }
        try (SegmentedJournal journal = open()) {
            assertEquals(
                    List.of(damaged(5, most)),
                    journal.read(4, EventFilter.ALL, 10).stream()
                            .map(EventRecord::event)
                            .toList());
            Journals.append(journal, 100);
            assertEquals(most + 1, journal.lastSequence());
        }
    }

    @Test
    @Fault(22)
    void aCursorStepsOverDamageThatComesWhileItReads() throws Exception {
        again();
        try (SegmentedJournal journal = open();
                EventCursor cursor = journal.open(0, EventFilter.ALL)) {
            change(segment(5), offsets(5).get(0), offsets(5).get(2), 0);
            Files.delete(segment(9));
            List<Long> seen = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                seen.add(cursor.next(Duration.ZERO).orElseThrow().sequence());
            }
            assertEquals(List.of(1L, 2L, 3L, 4L, 6L, 7L, 8L, 12L, 13L, 14L), seen);
            assertTrue(cursor.next(Duration.ZERO).isEmpty());
        }
    }

    @Test
    void onlyAFewDamagedEndsAreKept() throws IOException {
        again();
        for (int i = 0; i < KeptAside.MOST + 3; i++) {
            Path newest = Journals.segments(dir).get(Journals.segments(dir).size() - 1);
            try (SegmentedJournal journal = open()) {
                Journals.append(journal, i);
                newest = Journals.segments(dir).get(Journals.segments(dir).size() - 1);
            }
            Files.write(newest, Arrays.copyOf(Files.readAllBytes(newest), (int) Files.size(newest) - 1));
        }
        open().close();
        assertEquals(KeptAside.MOST, keptAside());
    }
}
