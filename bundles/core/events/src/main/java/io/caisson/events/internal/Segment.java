package io.caisson.events.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One file of the journal, named by its first sequence number.
 *
 * @param firstSequence of the first record it may hold
 */
record Segment(Path file, long firstSequence) {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int READ_BYTES = 256 * 1024;

    static Segment at(Path directory, long firstSequence) {
        return new Segment(directory.resolve(String.format("%020d.journal", firstSequence)), firstSequence);
    }

    /** {@return the segment of a file name; empty if it is none} */
    static Optional<Segment> of(Path file) {
        String name = file.getFileName().toString();
        if (!name.matches("[0-9]{20}\\.journal")) {
            return Optional.empty();
        }
        return Optional.of(new Segment(file, Long.parseLong(name.substring(0, 20))));
    }

    /** Makes the file with its magic, durably but for its directory entry. */
    FileChannel create() throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                OWNER_ONLY);
        try {
            channel.write(ByteBuffer.wrap(RecordFormat.MAGIC));
            channel.force(true);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    FileChannel openForAppend() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Reads records from an offset on until {@code visitor} says no, the end comes, or one is damaged.
     *
     * @param offset as an earlier scan gave it; 0 means the beginning
     * @return where the scan stopped: offset of the first record that was not accepted; 0 if the file is no segment
     */
    long scan(long offset, Predicate<RecordFormat.Decoded> visitor) throws IOException {
        long position = offset;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (position == 0) {
                ByteBuffer magic = ByteBuffer.allocate(RecordFormat.MAGIC.length);
                readFully(channel, magic, 0);
                if (!Arrays.equals(magic.array(), RecordFormat.MAGIC)) {
                    return 0;
                }
                position = RecordFormat.MAGIC.length;
            }
            ByteBuffer window = ByteBuffer.allocate(READ_BYTES);
            while (true) {
                window.clear();
                readFully(channel, window, position);
                window.flip();
                int had = window.limit();
                Optional<RecordFormat.Decoded> decoded = RecordFormat.decode(window);
                while (decoded.isPresent()) {
                    if (!visitor.test(decoded.get())) {
                        return position;
                    }
                    position += decoded.get().size();
                    decoded = RecordFormat.decode(window);
                }
                if (window.position() > 0) {
                    continue; // some were whole: read on from behind them
                }
                if (had < window.capacity()) {
                    return position; // the end, or a torn or damaged record
                }
                if (window.capacity() > RecordFormat.MAX_PAYLOAD_BYTES) {
                    return position;
                }
                window = ByteBuffer.allocate(RecordFormat.HEADER_BYTES + RecordFormat.MAX_PAYLOAD_BYTES);
            }
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    /** Keeps what stands after {@code end} in a file beside, then cuts it off. {@return that file} */
    Path cut(long end, String suffix) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + suffix);
        try (FileChannel channel = openForAppend();
                FileChannel out = FileChannel.open(
                        aside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            long from = end;
            while (from < channel.size()) {
                from += channel.transferTo(from, channel.size() - from, out);
            }
            out.force(true);
            channel.truncate(end);
            channel.force(true);
        }
        return aside;
    }

    long size() throws IOException {
        return Files.size(file);
    }
}
