package io.caisson.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model itself: what it must call possible after a power cut, and what not. */
class SimulatedDiskTest {
    private final SimulatedDisk disk = new SimulatedDisk();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return each possible content as {@code {name=text, ...}}} */
    private Set<String> after(int operations) {
        Set<String> all = new TreeSet<>();
        for (SimulatedDisk.Image image : disk.images(operations)) {
            TreeMap<String, String> texts = new TreeMap<>();
            image.files().forEach((name, content) -> texts.put(name, new String(content, StandardCharsets.US_ASCII)));
            all.add(texts.toString());
        }
        return all;
    }

    private Set<String> now() {
        return after(disk.operations());
    }

    @Test
    void whatIsNotSyncedMayBeThereInPartOrNotAtAll() {
        int file = disk.create("a");
        disk.syncDirectory("");
        disk.write(file, 0, bytes("xyz"));
        assertEquals(Set.of("{a=}", "{a=x}", "{a=xy}", "{a=xyz}"), now());
        disk.sync(file);
        assertEquals(Set.of("{a=xyz}"), now());
        assertEquals(Set.of("{}", "{a=}"), after(1));
    }

    @Test
    void aLaterWriteIsNotThereWithoutTheOneBeforeIt() {
        int file = disk.create("a");
        disk.syncDirectory("");
        disk.write(file, 0, bytes("1"));
        disk.write(file, 1, bytes("2"));
        assertEquals(Set.of("{a=}", "{a=1}", "{a=12}"), now());
        disk.truncate(file, 1);
        disk.sync(file);
        assertEquals(Set.of("{a=1}"), now());
    }

    @Test
    void aRenameIsAllOrNothingAndComesAfterTheNamesBeforeIt() {
        int old = disk.create("d/state");
        disk.write(old, 0, bytes("old"));
        disk.sync(old);
        disk.syncDirectory("d");
        int fresh = disk.create("d/tmp");
        disk.write(fresh, 0, bytes("new"));
        disk.sync(fresh);
        disk.rename("d/tmp", "d/state");
        assertEquals(Set.of("{d/state=old}", "{d/state=old, d/tmp=new}", "{d/state=new}"), now());
        disk.syncDirectory("d");
        assertEquals(Set.of("{d/state=new}"), now());
        disk.delete("d/state");
        assertEquals(Set.of("{d/state=new}", "{}"), now());
    }

    @Test
    void aRenameWithoutASyncBeforeItMayLoseTheContent() {
        int old = disk.create("state");
        disk.write(old, 0, bytes("o"));
        disk.sync(old);
        disk.syncDirectory("");
        int fresh = disk.create("tmp");
        disk.write(fresh, 0, bytes("n"));
        disk.rename("tmp", "state");
        assertTrue(now().contains("{state=}"), now().toString());
    }

    @Test
    void aLargeWriteIsTornAtSectors() {
        int file = disk.create("a");
        disk.syncDirectory("");
        disk.write(file, 0, new byte[2048]);
        assertEquals(
                Set.of(0, 512, 1024, 1536, 2048),
                Set.copyOf(disk.images(disk.operations()).stream()
                        .map(image -> image.files().get("a").length)
                        .toList()));
    }

    @Test
    void anImageCanBeMadeAgain(@TempDir Path root) throws Exception {
        int file = disk.create("d/a");
        disk.write(file, 0, bytes("x"));
        disk.sync(file);
        disk.syncDirectory("d");
        disk.images(disk.operations()).get(0).writeTo(root);
        assertEquals("x", Files.readString(root.resolve("d/a")));
    }
}
