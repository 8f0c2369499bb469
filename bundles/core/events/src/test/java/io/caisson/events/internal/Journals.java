package io.caisson.events.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the tests of the journal share. Event n of a test has birth n. */
final class Journals {
    static final ContainerId WEB = new ContainerId("web");
    private static final int ALL = 1_000_000;

    private Journals() {}

    /** {@return limits that keep everything} */
    static Limits keepAll(long segmentBytes) {
        return new Limits(segmentBytes, ALL, Duration.ofDays(7), 1L << 40);
    }

    /** {@return a journal that reads all but its newest event from disk} */
    static SegmentedJournal open(Path directory, Disk disk, Limits limits) {
        return new SegmentedJournal(directory, disk, limits, 1, InstantSource.system());
    }

    static void append(EventJournal journal, long birth) {
        journal.append(List.of(new ContainerEvent.Started(WEB, birth)));
    }

    static void append(EventJournal journal, long from, long to) {
        for (long birth = from; birth <= to; birth++) {
            append(journal, birth);
        }
    }

    static List<EventRecord> all(EventJournal journal) {
        return journal.read(0, EventFilter.ALL, ALL);
    }

    static List<Long> births(EventJournal journal) {
        return all(journal).stream()
                .filter(entry -> entry.event() instanceof ContainerEvent)
                .map(entry -> ((ContainerEvent) entry.event()).birth())
                .toList();
    }

    static List<Gap> gaps(EventJournal journal) {
        return all(journal).stream()
                .filter(entry -> entry.event() instanceof Gap)
                .map(entry -> (Gap) entry.event())
                .toList();
    }

    static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Segment.of(file).isPresent()).sorted().toList();
        }
    }
}
