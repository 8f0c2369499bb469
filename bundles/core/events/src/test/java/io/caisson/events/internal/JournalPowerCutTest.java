package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.event.ContainerEvent;
import io.caisson.testkit.Fault;
import io.caisson.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever the power is cut, the journal is a prefix of what was appended, and everything acknowledged is in it. */
class JournalPowerCutTest {
    @TempDir
    Path dir;

    private final TestDisk disk = new TestDisk();
    private final List<Long> acknowledged = new ArrayList<>(); // by number of operations that were done
    private long appended;
    private long told;

    /** Appends event by event and in batches; segments of two to four records, so that every third begins one. */
    private void work(Limits limits) {
        disk.after = () -> acknowledged.add(told);
        SegmentedJournal journal = Journals.open(dir.resolve("now"), disk, limits);
        for (int size : new int[] {1, 1, 2, 1, 3, 1, 1}) {
            List<ContainerEvent> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                appended++;
                batch.add(new ContainerEvent.Started(Journals.WEB, appended));
            }
            journal.append(batch);
            told = appended;
        }
        journal.close();
    }

    private void assertPrefix(SimulatedDisk.Image image, int cut, long kept, Path place) throws IOException {
        image.writeTo(place);
        Files.createDirectories(place);
        SegmentedJournal recovered = Journals.open(place, new TestDisk(), Journals.keepAll(1 << 20));
        List<Long> births = Journals.births(recovered);
        String what = "cut after operation " + cut + ": " + births;
        long last = births.isEmpty() ? 0 : births.get(births.size() - 1);
        long must = cut == 0 ? 0 : acknowledged.get(cut - 1);
        assertTrue(last >= must && last <= appended, what + ", acknowledged were " + must);
        assertEquals(List.of(), Journals.gaps(recovered), what);
        long first = births.isEmpty() ? 1 : births.get(0);
        assertEquals(Journals.numbers(first, last), births, what);
        assertTrue(first <= Math.max(1, must - kept + 1), what + ", dropped too much");
        Journals.append(recovered, 99);
        assertEquals(last + 1, recovered.lastSequence(), what);
        recovered.close();
    }

    private int tryAll(long kept) throws IOException {
        Map<SimulatedDisk.Image, Integer> cuts = new HashMap<>();
        for (int cut = 0; cut <= disk.log.operations(); cut++) {
            for (SimulatedDisk.Image image : disk.log.images(cut)) {
                cuts.put(image, cut); // the latest cut that may leave it is the one that asks most
            }
        }
        int number = 0;
        for (Map.Entry<SimulatedDisk.Image, Integer> each : cuts.entrySet()) {
            number++;
            assertPrefix(each.getKey(), each.getValue(), kept, dir.resolve("cut-" + number));
        }
        return number;
    }

    @Test
    @Fault(22)
    void everyCutLeavesAPrefixWithAllThatWasAcknowledged() throws IOException {
        work(Journals.keepAll(200));
        int images = tryAll(Long.MAX_VALUE / 2);
        assertTrue(images > 500, "only " + images + " images were tried");
    }

    @Test
    @Fault(22)
    void everyCutDuringRetentionLeavesWhatMustBeKept() throws IOException {
        work(new Limits(120, 4, Duration.ofDays(-1), 1 << 20));
        int images = tryAll(4);
        assertTrue(images > 500, "only " + images + " images were tried");
    }
}
