package io.caisson.events.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Cuts the end of a segment that is no record, and keeps it in a file beside for whoever wants to look; a few of them. */
final class KeptAside {
    static final int MOST = 8;

    private static final String MARK = ".journal.broken-";

    private final Path directory;
    private final Disk disk;

    KeptAside(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /**
     * Cuts.
     *
     * @param number what tells it from others of the same segment; a greater one is younger
     * @return the file beside
     */
    Path cut(Segment segment, long end, long number) throws IOException {
        Path aside = segment.file().resolveSibling(segment.file().getFileName() + ".broken-" + number);
        disk.delete(aside);
        try (Disk.Output out = disk.create(aside);
                FileChannel in = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
            long copied = 0;
            while (in.read(bytes.clear(), end + copied) >= 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    copied += out.write(bytes, copied);
                }
            }
            out.sync();
        }
        try (Disk.Output cut = disk.open(segment.file())) {
            cut.truncate(end);
            cut.sync();
        }
        bound();
        return aside;
    }

    private void bound() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().contains(MARK))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
        for (Path old : files.subList(0, Math.max(0, files.size() - MOST))) {
            disk.delete(old);
        }
    }
}
