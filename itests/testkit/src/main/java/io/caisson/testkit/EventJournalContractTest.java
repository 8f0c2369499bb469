package io.caisson.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.EventType;
import io.caisson.api.event.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every journal does, real or not. A subclass makes one and does to it what disks do. */
public abstract class EventJournalContractTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final ContainerId DB = new ContainerId("db");

    /** {@return the empty journal of this test} */
    protected abstract EventJournal journal();

    /** Makes the journal drop what it must not keep any more: all events up to a number, and none after it. */
    protected abstract void drop(long upTo) throws Exception;

    /** Damages an event that is not the newest. */
    protected abstract void damage(long sequence) throws Exception;

    /** From now on the disk takes nothing, or takes all again. */
    protected abstract void fill(boolean full);

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            journal().append(List.of(new ContainerEvent.Started(WEB, i + 1)));
        }
    }

    private List<Long> sequences(long after) {
        return journal().read(after, EventFilter.ALL, 1_000).stream()
                .map(EventRecord::sequence)
                .toList();
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void numbersCountFromOneAndBatchesStandTogether() {
        assertEquals(0, journal().lastSequence());
        assertEquals(0, journal().firstSequence());
        assertEquals(List.of(), journal().append(List.of()));
        append(2);
        List<EventRecord> batch =
                journal().append(List.of(new ContainerEvent.Paused(WEB, 1), new ContainerEvent.Resumed(WEB, 1)));
        assertEquals(List.of(3L, 4L), batch.stream().map(EventRecord::sequence).toList());
        assertEquals(batch, journal().read(2, EventFilter.ALL, 10));
        assertEquals(4, journal().lastSequence());
        assertEquals(1, journal().firstSequence());
        assertEquals(List.of(2L, 3L), sequences(1).subList(0, 2));
        assertEquals(2, journal().read(0, EventFilter.ALL, 2).size());
        assertEquals(List.of(), journal().read(99, EventFilter.ALL, 10));
    }

    @Test
    void aFilterChoosesByContainersTypesAndTime() {
        append(2);
        journal().append(List.of(new ContainerEvent.Deleted(DB, 7)));
        assertEquals(
                List.of(3L),
                journal().read(0, EventFilter.of(DB), 10).stream()
                        .map(EventRecord::sequence)
                        .toList());
        EventFilter both = new EventFilter(Set.of(WEB, DB), Set.of(), Optional.empty(), Optional.empty());
        assertEquals(3, journal().read(0, both, 10).size());
        EventFilter deleted = new EventFilter(Set.of(), Set.of(EventType.DELETED), Optional.empty(), Optional.empty());
        assertEquals(1, journal().read(0, deleted, 10).size());
        Instant third = journal().read(2, EventFilter.ALL, 1).get(0).at();
        EventFilter since = new EventFilter(Set.of(), Set.of(), Optional.of(third.plusNanos(1)), Optional.empty());
        assertEquals(0, journal().read(2, since, 10).size());
        EventFilter until = new EventFilter(Set.of(), Set.of(), Optional.empty(), Optional.of(third));
        assertEquals(0, journal().read(2, until, 10).size());
    }

    @Test
    void aCursorGivesWhatIsThereThenWhatComesThenWaits() throws Exception {
        append(2);
        try (EventCursor cursor = journal().open(1, EventFilter.ALL)) {
            assertEquals(2, cursor.next(Duration.ZERO).orElseThrow().sequence());
            assertEquals(Optional.empty(), cursor.next(Duration.ofMillis(5)));
            CompletableFuture<Long> third = CompletableFuture.supplyAsync(() -> await(cursor));
            append(1);
            assertEquals(3, third.get(20, TimeUnit.SECONDS));
        }
    }

    private static long await(EventCursor cursor) {
        try {
            return cursor.next(Duration.ofSeconds(20)).orElseThrow().sequence();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPlaceThatWasDroppedIsToldOnceAsAGap() throws Exception {
        append(10);
        try (EventCursor lagging = journal().open(2, EventFilter.of(DB));
                EventCursor beginning = journal().open(0, EventFilter.ALL)) {
            drop(6);
            EventRecord gap = lagging.next(Duration.ZERO).orElseThrow();
            assertEquals(new Gap(3, 6, Gap.Reason.RETENTION), gap.event(), "whatever ids are wanted");
            assertEquals(6, gap.sequence());
            assertEquals(Optional.empty(), lagging.next(Duration.ZERO));
            assertEquals(
                    new Gap(1, 6, Gap.Reason.RETENTION),
                    beginning.next(Duration.ZERO).orElseThrow().event(),
                    "it was opened when the first was there");
        }
        assertEquals(numbers(7, 10), sequences(0), "who begins has no place to lose");
        assertEquals(numbers(6, 10), sequences(2));
        assertEquals(numbers(7, 10), sequences(6), "who goes on after the gap is not told again");
        assertEquals(7, journal().firstSequence());
    }

    @Test
    void damageIsToldOnceAndNothingAfterItIsLost() throws Exception {
        append(10);
        damage(4);
        damage(5);
        List<EventRecord> all = journal().read(0, EventFilter.ALL, 100);
        assertEquals(
                List.of(new Gap(4, 5, Gap.Reason.DAMAGED)),
                all.stream()
                        .map(EventRecord::event)
                        .filter(Gap.class::isInstance)
                        .toList());
        List<Long> expected = new ArrayList<>(numbers(1, 10));
        expected.remove(4L);
        assertEquals(expected, all.stream().map(EventRecord::sequence).toList());
        assertEquals(5, journal().read(3, EventFilter.ALL, 1).get(0).sequence(), "the gap counts as one");
        assertEquals(numbers(6, 10), sequences(5));
        EventFilter before = new EventFilter(
                Set.of(), Set.of(), Optional.empty(), Optional.of(all.get(0).at()));
        assertEquals(List.of(), journal().read(0, before, 10), "its time counts");
    }

    @Test
    void aFullDiskLosesNoNumber() {
        append(1);
        fill(true);
        CaissonException refused = assertThrows(CaissonException.class, () -> append(1));
        assertEquals(ErrorCode.UNAVAILABLE, refused.code());
        assertEquals("journal.write-failed", refused.reason());
        assertEquals(true, journal().degradedReason().isPresent());
        assertEquals(1, journal().lastSequence());
        fill(false);
        append(1);
        assertEquals(numbers(1, 2), sequences(0));
        assertEquals(Optional.empty(), journal().degradedReason());
    }
}
