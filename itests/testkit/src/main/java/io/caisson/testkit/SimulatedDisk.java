package io.caisson.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A log of what was done to a disk, and every content that the disk may have after a power cut. What may be lost is what was
 * not synced: of each file all writes from some write on, that one torn; of each directory all names that came, went or were
 * changed from some change on. A file's sync says nothing of its name, and a directory's nothing of what is in its files.
 *
 * <p>Names are paths below a root, with {@code /} between their parts; directories need not be made. For one thread.
 */
public final class SimulatedDisk {
    private static final int SECTOR = 512;
    private static final int TORN_AT_EVERY_BYTE_UP_TO = 1024;
    private static final int MOST_IMAGES = 100_000;

    /** A file, whatever its name is. */
    private static final class Inode {
        private byte[] durable = {};
        private final List<Change> pending = new ArrayList<>();
    }

    /** A change of a file's content. */
    private interface Change {
        /** {@return the content after it} */
        byte[] whole(byte[] content);

        /** Gives what may be found when the power was cut in it. */
        default void torn(byte[] content, Consumer<byte[]> found) {}
    }

    private record Write(long offset, byte[] bytes) implements Change {
        @Override
        public byte[] whole(byte[] content) {
            return upTo(content, bytes.length);
        }

        private byte[] upTo(byte[] content, int count) {
            int start = Math.toIntExact(offset);
            byte[] changed = Arrays.copyOf(content, Math.max(content.length, start + count));
            System.arraycopy(bytes, 0, changed, start, count);
            return changed;
        }

        @Override
        public void torn(byte[] content, Consumer<byte[]> found) {
            int step = bytes.length <= TORN_AT_EVERY_BYTE_UP_TO ? 1 : SECTOR;
            for (int count = step; count < bytes.length; count += step) {
                found.accept(upTo(content, count));
            }
        }
    }

    private record Truncate(long size) implements Change {
        @Override
        public byte[] whole(byte[] content) {
            return Arrays.copyOf(content, Math.toIntExact(size));
        }
    }

    /** The names of one directory. */
    private static final class Directory {
        private final Map<String, Inode> durable = new HashMap<>();
        private final List<Consumer<Map<String, Inode>>> pending = new ArrayList<>();
    }

    /** The disk while a log is replayed. */
    private static final class State {
        private final Map<String, Inode> names = new HashMap<>();
        private final Map<Integer, Inode> handles = new HashMap<>();
        private final Map<String, Directory> directories = new TreeMap<>();

        private void change(String name, Consumer<Map<String, Inode>> change) {
            change.accept(names);
            directory(parent(name)).pending.add(change);
        }

        private Directory directory(String name) {
            return directories.computeIfAbsent(name, key -> new Directory());
        }
    }

    /** What may be on the disk: the content of each file by its name. */
    public record Image(Map<String, byte[]> files) {
        /** Makes these files below a directory. */
        public void writeTo(Path root) throws IOException {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = root.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }

        private Map<String, ByteBuffer> contents() {
            Map<String, ByteBuffer> contents = new HashMap<>();
            files.forEach((name, bytes) -> contents.put(name, ByteBuffer.wrap(bytes)));
            return contents;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Image image && contents().equals(image.contents());
        }

        @Override
        public int hashCode() {
            return contents().hashCode();
        }
    }

    private final List<Consumer<State>> log = new ArrayList<>();
    private int handles;

    private static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** {@return a number for the new file, for writing to it} */
    public int create(String name) {
        int handle = handles++;
        log.add(state -> {
            Inode inode = new Inode();
            state.handles.put(handle, inode);
            state.change(name, names -> names.put(name, inode));
        });
        return handle;
    }

    /** {@return a number for a file that is there} */
    public int open(String name) {
        int handle = handles++;
        log.add(state -> state.handles.put(handle, state.names.get(name)));
        return handle;
    }

    public void write(int handle, long offset, byte[] bytes) {
        byte[] copy = bytes.clone();
        log.add(state -> state.handles.get(handle).pending.add(new Write(offset, copy)));
    }

    public void truncate(int handle, long size) {
        log.add(state -> state.handles.get(handle).pending.add(new Truncate(size)));
    }

    /** Makes a file's content durable. */
    public void sync(int handle) {
        log.add(state -> {
            Inode inode = state.handles.get(handle);
            for (Change change : inode.pending) {
                inode.durable = change.whole(inode.durable);
            }
            inode.pending.clear();
        });
    }

    /** Renames within one directory. */
    public void rename(String from, String to) {
        log.add(state -> state.change(from, names -> {
            Inode moved = names.remove(from);
            if (moved != null) {
                names.put(to, moved);
            }
        }));
    }

    public void delete(String name) {
        log.add(state -> state.change(name, names -> names.remove(name)));
    }

    /** Makes a directory's names durable. @param name empty for the root */
    public void syncDirectory(String name) {
        log.add(state -> {
            Directory directory = state.directory(name);
            directory.pending.forEach(change -> change.accept(directory.durable));
            directory.pending.clear();
        });
    }

    /** {@return how many operations were logged} */
    public int operations() {
        return log.size();
    }

    /** {@return all that may be on the disk when the power is cut after so many operations} */
    public List<Image> images(int operations) {
        State state = new State();
        log.subList(0, operations).forEach(operation -> operation.accept(state));
        List<Map<String, Inode>> namings = List.of(new TreeMap<>());
        for (Directory directory : state.directories.values()) {
            List<Map<String, Inode>> more = new ArrayList<>();
            for (Map<String, Inode> before : namings) {
                Map<String, Inode> names = new TreeMap<>(directory.durable);
                more.add(both(before, names));
                for (Consumer<Map<String, Inode>> change : directory.pending) {
                    change.accept(names);
                    more.add(both(before, names));
                }
            }
            namings = more;
        }
        Set<Image> images = new LinkedHashSet<>();
        for (Map<String, Inode> names : new LinkedHashSet<>(namings)) {
            contents(names, new ArrayList<>(names.keySet()), new TreeMap<>(), images);
        }
        return List.copyOf(images);
    }

    private static Map<String, Inode> both(Map<String, Inode> one, Map<String, Inode> other) {
        Map<String, Inode> both = new TreeMap<>(one);
        both.putAll(other);
        return both;
    }

    private static void contents(
            Map<String, Inode> names, List<String> left, Map<String, byte[]> chosen, Set<Image> images) {
        if (left.isEmpty()) {
            images.add(new Image(new TreeMap<>(chosen)));
            if (images.size() > MOST_IMAGES) {
                throw new IllegalStateException("too much is not synced: more than " + MOST_IMAGES + " images");
            }
            return;
        }
        String name = left.get(0);
        for (byte[] content : variants(names.get(name))) {
            chosen.put(name, content);
            contents(names, left.subList(1, left.size()), chosen, images);
        }
        chosen.remove(name);
    }

    private static List<byte[]> variants(Inode inode) {
        Set<ByteBuffer> seen = new HashSet<>();
        List<byte[]> variants = new ArrayList<>();
        Consumer<byte[]> add = content -> {
            if (seen.add(ByteBuffer.wrap(content))) {
                variants.add(content);
            }
        };
        byte[] content = inode.durable;
        add.accept(content);
        for (Change change : inode.pending) {
            change.torn(content, add);
            content = change.whole(content);
            add.accept(content);
        }
        return variants;
    }
}
