package io.caisson.events.internal;

import io.caisson.api.event.EventJournal;
import io.caisson.testkit.EventJournalContractTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The journal on disk does what every journal does; each event is in a segment of its own, and nearly none in memory. */
class SegmentedJournalContractTest extends EventJournalContractTest {
    @TempDir
    Path dir;

    private final TestDisk disk = new TestDisk();
    private SegmentedJournal journal;

    @BeforeEach
    void open() {
        journal = Journals.open(dir, disk, Journals.keepAll(1));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Override
    protected EventJournal journal() {
        return journal;
    }

    @Override
    protected void drop(long upTo) {
        journal.modified(Map.of("keepHours", "0", "keepEvents", String.valueOf(journal.lastSequence() - upTo)));
    }

    @Override
    protected void damage(long sequence) throws Exception {
        Path file = Segment.at(dir, sequence).file();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    @Override
    protected void fill(boolean full) {
        if (full) {
            disk.fail("write", "No space left on device");
        } else {
            disk.heal();
        }
    }
}
