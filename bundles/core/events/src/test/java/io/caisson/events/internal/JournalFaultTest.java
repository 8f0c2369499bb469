package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What disks, newer versions and interrupts do to a journal must pass, and must not end it. */
class JournalFaultTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final Limits SMALL = new Limits(64, 1_000, Duration.ofDays(7), 1 << 30);

    @TempDir
    Path dir;

    private SegmentedJournal journal(Limits limits) throws IOException {
        return new SegmentedJournal(dir, new HostDisk(), limits, 16, InstantSource.system());
    }

    private static void append(SegmentedJournal journal, long birth) {
        journal.append(List.of(new ContainerEvent.Started(WEB, birth)));
    }

    private static List<Long> births(SegmentedJournal journal) {
        return journal.read(0, EventFilter.ALL, 100).stream()
                .map(entry -> ((ContainerEvent) entry.event()).birth())
                .toList();
    }

    @Test
    void aLastRecordOfANewerVersionDoesNotKeepACursorSpinning() throws Exception {
        SegmentedJournal newer = journal(Limits.DEFAULT);
        append(newer, 1);
        Path segment = dir.resolve("00000000000000000001.journal");
        int end = (int) Files.size(segment);
        append(newer, 2);
        newer.close();
        renameType(segment, end);

        SegmentedJournal journal = journal(Limits.DEFAULT);
        try (EventCursor cursor = journal.open(0, EventFilter.ALL)) {
            assertEquals(1, cursor.next(Duration.ZERO).orElseThrow().sequence());
            assertEquals(
                    Optional.empty(),
                    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> cursor.next(Duration.ofMillis(10))));
            append(journal, 3);
            assertEquals(3, cursor.next(Duration.ZERO).orElseThrow().sequence());
        }
        journal.close();
    }

    /** Makes the type of the record at {@code start} one that does not exist. */
    private static void renameType(Path segment, int start) throws IOException {
        byte[] all = Files.readAllBytes(segment);
        String payload = new String(
                all,
                start + RecordFormat.HEADER_BYTES,
                all.length - start - RecordFormat.HEADER_BYTES,
                StandardCharsets.UTF_8);
        byte[] renamed = payload.replace("started", "quieted").getBytes(StandardCharsets.UTF_8);
        System.arraycopy(renamed, 0, all, start + RecordFormat.HEADER_BYTES, renamed.length);
        CRC32C crc = new CRC32C();
        crc.update(all, start + 8, all.length - start - 8);
        ByteBuffer.wrap(all).putInt(start + 4, (int) crc.getValue());
        Files.write(segment, all);
    }

    @Test
    void aSegmentThatCouldNotBeBegunIsBegunAgain() throws IOException {
        SegmentedJournal journal = journal(SMALL);
        append(journal, 1);
        // What a full disk leaves of the second segment: its name.
        Files.createFile(dir.resolve("00000000000000000002.journal"));
        append(journal, 2);
        append(journal, 3);
        assertEquals(List.of(1L, 2L, 3L), births(journal));
        journal.close();
        SegmentedJournal restarted = journal(SMALL);
        assertEquals(List.of(1L, 2L, 3L), births(restarted));
        restarted.close();
    }

    @Test
    void anInterruptedWriterFailsAloneAndNotTheJournal() throws IOException {
        SegmentedJournal journal = journal(Limits.DEFAULT);
        append(journal, 1);
        Thread.currentThread().interrupt();
        CaissonException failed = assertThrows(CaissonException.class, () -> append(journal, 2));
        assertEquals("journal.write-failed", failed.reason());
        Thread.interrupted();
        append(journal, 3);
        assertEquals(List.of(1L, 3L), births(journal));
        journal.close();
        SegmentedJournal restarted = journal(Limits.DEFAULT);
        assertEquals(List.of(1L, 3L), births(restarted));
        assertEquals(2, restarted.lastSequence());
        restarted.close();
    }

    @Test
    void whatAFailedWriteLeftBehindIsNoRecordAfterTheNextOne() throws IOException {
        SegmentedJournal journal = journal(Limits.DEFAULT);
        append(journal, 1);
        Path segment = dir.resolve("00000000000000000001.journal");
        byte[] before = Files.readAllBytes(segment);
        append(journal, 2);
        append(journal, 3);
        byte[] all = Files.readAllBytes(segment);
        journal.close();
        Files.write(segment, before);

        SegmentedJournal next = journal(Limits.DEFAULT);
        // As if two records had been written, then the sync and the cut had failed.
        Files.write(segment, all);
        append(next, 4);
        next.close();
        SegmentedJournal restarted = journal(Limits.DEFAULT);
        assertEquals(List.of(1L, 4L), births(restarted));
        assertEquals(
                Arrays.asList(1L, 2L),
                restarted.read(0, EventFilter.ALL, 9).stream()
                        .map(EventRecord::sequence)
                        .toList());
        restarted.close();
    }
}
