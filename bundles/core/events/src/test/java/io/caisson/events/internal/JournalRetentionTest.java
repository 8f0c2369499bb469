package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import io.caisson.testkit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, by which clock, and how that is set. */
class JournalRetentionTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final long SEGMENT_BYTES = 330; // four records

    @TempDir
    Path dir;

    private Instant now = NOON;

    private SegmentedJournal open(long keepEvents, Duration keepAge, long maxBytes) {
        return new SegmentedJournal(
                dir, new TestDisk(), new Limits(SEGMENT_BYTES, keepEvents, keepAge, maxBytes), 1, () -> now);
    }

    @Test
    void whatIsYoungStaysWhateverItsNumber() {
        try (SegmentedJournal journal = open(10, Duration.ofDays(7), 1 << 20)) {
            Journals.append(journal, 1, 100);
            assertEquals(1, journal.firstSequence());
            now = NOON.plus(Duration.ofDays(8));
            Journals.append(journal, 101, 108);
            assertTrue(journal.firstSequence() > 90 && journal.firstSequence() <= 99, "" + journal.firstSequence());
        }
    }

    /** A reader may look between the removal of a file and the server's knowing of it. */
    @Test
    void whatIsJustBeingDroppedIsToldAsDropped() throws IOException {
        TestDisk disk = new TestDisk();
        List<EventRecord> told = new ArrayList<>();
        try (SegmentedJournal journal = new SegmentedJournal(
                dir, disk, new Limits(SEGMENT_BYTES, 10, Duration.ofDays(-1), 1 << 20), 1, () -> now)) {
            Journals.append(journal, 1, 8);
            Path oldest = Journals.segments(dir).get(0);
            try (EventCursor cursor = journal.open(0, EventFilter.ALL)) {
                disk.after = () -> {
                    if (told.isEmpty() && !Files.exists(oldest)) {
                        assertDoesNotThrow(
                                () -> told.add(cursor.next(Duration.ZERO).orElseThrow()));
                    }
                };
                Journals.append(journal, 9, 30);
            }
        }
        assertEquals(new Gap(1, 4, Gap.Reason.RETENTION), told.get(0).event());
    }

    @Test
    void whatIsAmongTheNewestStaysWhateverItsAge() {
        try (SegmentedJournal journal = open(50, Duration.ofHours(1), 1 << 20)) {
            Journals.append(journal, 1, 100);
            now = NOON.plus(Duration.ofDays(400));
            Journals.append(journal, 101, 104);
            long first = journal.firstSequence();
            assertTrue(first > 40 && first <= 104 - 50 + 1, "" + first);
            assertEquals(Journals.numbers(first, 104), Journals.births(journal));
        }
    }

    @Test
    void theSizeWinsOverBoth() throws IOException {
        try (SegmentedJournal journal = open(1_000, Duration.ofDays(7), 1_500)) {
            Journals.append(journal, 1, 200);
            long bytes = 0;
            for (Path segment : Journals.segments(dir)) {
                bytes += Files.size(segment);
            }
            assertTrue(bytes <= 1_500 + SEGMENT_BYTES + 100, "the journal has " + bytes + " bytes");
            assertTrue(journal.firstSequence() > 180, "" + journal.firstSequence());
        }
    }

    @Test
    void ageIsThatOfTheEventsAlsoAfterARestart() {
        open(1, Duration.ofDays(7), 1 << 20).close();
        try (SegmentedJournal journal = open(1, Duration.ofDays(7), 1 << 20)) {
            Journals.append(journal, 1, 8);
        }
        now = NOON.plus(Duration.ofDays(6));
        try (SegmentedJournal journal = open(1, Duration.ofDays(7), 1 << 20)) {
            Journals.append(journal, 9, 12);
            assertEquals(1, journal.firstSequence());
        }
        now = NOON.plus(Duration.ofDays(8));
        try (SegmentedJournal journal = open(1, Duration.ofDays(7), 1 << 20)) {
            Journals.append(journal, 13, 17);
            assertEquals(5, journal.firstSequence(), "a file goes when the one after it was begun long enough ago");
        }
    }

    @Test
    @Fault(26)
    void aClockThatJumpsChangesNoOrderAndNoWaiting() throws Exception {
        try (SegmentedJournal journal = open(100, Duration.ofDays(7), 1 << 20);
                EventCursor cursor = journal.open(0, EventFilter.ALL)) {
            long monotonic = Long.MIN_VALUE;
            for (int i = 1; i <= 60; i++) {
                now = NOON.plus(Duration.ofDays(i % 2 == 0 ? 365 : -365));
                Journals.append(journal, i);
                EventRecord next = cursor.next(Duration.ofMillis(1)).orElseThrow();
                assertEquals(i, next.sequence());
                assertEquals(now, next.at());
                assertTrue(next.monotonicNanos() >= monotonic, "an interval is negative");
                monotonic = next.monotonicNanos();
                assertEquals(Optional.empty(), cursor.next(Duration.ofMillis(1)));
            }
            assertEquals(Journals.numbers(1, 60), Journals.births(journal), "the newest stay whatever the clock says");
            EventFilter future = new EventFilter(Set.of(), Set.of(), Optional.of(NOON), Optional.empty());
            assertEquals(30, journal.read(0, future, 100).size());
        }
    }

    private static Map<String, Object> settings(String... keysAndValues) {
        Map<String, Object> settings = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    @Test
    void settingsAreReadAndAWrongOneIsNamedWhileTheOldValueStays() {
        Limits limits = JournalSettings.read(
                settings("keepHours", "24", "keepEvents", " 5 ", "maxBytes", "33554432", "segmentBytes", "65536"),
                Limits.DEFAULT);
        assertEquals(new Limits(65536, 5, Duration.ofHours(24), 32 << 20), limits);
        StringBuilder logged = new StringBuilder();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.append(new SimpleFormatter().format(entry));
            }

            @Override
            public void flush() {
                logged.append("");
            }

            @Override
            public void close() {
                flush();
            }
        };
        Logger logger = Logger.getLogger(JournalSettings.class.getName());
        logger.addHandler(handler);
        try {
            Limits kept = JournalSettings.read(
                    settings("keepHours", "a week", "keepEvents", "-1", "maxBytes", "1", "segmentBytes", ""), limits);
            assertEquals(limits, kept);
        } finally {
            logger.removeHandler(handler);
        }
        for (String part :
                List.of("keepHours", "a week", "keepEvents", "-1", "maxBytes", "from 33554432 to", "stays")) {
            assertTrue(logged.toString().contains(part), part + " is not in " + logged);
        }
        assertEquals(Limits.DEFAULT, JournalSettings.read(Map.of(), limits), "a key that is gone has its default");
    }

    @Test
    void theFileThatShipsDocumentsEveryKeyWithItsDefaultAndItsRule() throws IOException {
        String file = Files.readString(Path.of("..", "..", "..", "config", "io.caisson.events.cfg"));
        Map<String, Object> documented = new HashMap<>();
        Matcher lines = Pattern.compile("(?m)^# (\\w+) = (\\S+)$").matcher(file);
        while (lines.find()) {
            documented.put(lines.group(1), lines.group(2));
        }
        assertEquals(Set.of("keepHours", "keepEvents", "maxBytes", "segmentBytes"), documented.keySet());
        assertEquals(
                List.of(JournalSettings.Key.values()).stream()
                        .map(JournalSettings.Key::word)
                        .collect(Collectors.toSet()),
                documented.keySet());
        assertEquals(Limits.DEFAULT, JournalSettings.read(documented, Journals.keepAll(1)));
        for (JournalSettings.Key key : JournalSettings.Key.values()) {
            assertTrue(file.contains(key.least() + " ") && file.contains(" to " + key.most()), key.word());
        }
    }

    @Test
    void aChangedSettingWorksAtOnce() {
        InstantSource clock = () -> now;
        SegmentedJournal journal = new SegmentedJournal(dir, new TestDisk(), Journals.keepAll(SEGMENT_BYTES), 1, clock);
        Journals.append(journal, 1, 20);
        journal.modified(settings("keepHours", "0", "keepEvents", "4"));
        assertEquals(17, journal.firstSequence());
        journal.modified(settings("keepHours", "0", "keepEvents", "no"));
        assertEquals(17, journal.firstSequence());
        journal.close();
    }
}
