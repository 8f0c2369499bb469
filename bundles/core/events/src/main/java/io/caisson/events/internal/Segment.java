package io.caisson.events.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One file of the journal, named by its first sequence number.
 *
 * @param firstSequence of the first record it may hold
 */
record Segment(Path file, long firstSequence) {
    static Segment at(Path directory, long firstSequence) {
        return new Segment(directory.resolve(String.format("%020d.journal", firstSequence)), firstSequence);
    }

    /** {@return the segment of a file name; empty if it is none} */
    static Optional<Segment> of(Path file) {
        String name = file.getFileName().toString();
        if (!name.matches("0[0-9]{19}\\.journal")) {
            return Optional.empty();
        }
        return Optional.of(new Segment(file, Long.parseLong(name.substring(0, 20))));
    }

    /**
     * Reads from an offset on.
     *
     * @param offset as an earlier scanner's position; 0 means the beginning
     * @param end first sequence number of the segment after it, Long.MAX_VALUE if there is none: a record with such a
     *     number is what a failed write left, and is none
     */
    SegmentScanner scan(long offset, long end) throws IOException {
        return new SegmentScanner(this, Math.max(offset, RecordFormat.MAGIC.length), end);
    }

    long size() throws IOException {
        return Files.size(file);
    }
}
