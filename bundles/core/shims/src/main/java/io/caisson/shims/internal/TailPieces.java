package io.caisson.shims.internal;

import io.caisson.api.log.PieceNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a shim left in a file when it ended without a server. A second file beside it says how far it was taken, and has the
 * note of the piece after that; both change in one step.
 */
final class TailPieces implements Pieces {
    private static final Logger LOG = LoggerFactory.getLogger(TailPieces.class);
    private static final int MARK_BYTES = Long.BYTES + PieceNote.BYTES;

    private final Path file;
    private final Path markFile;
    private final ByteBuffer mark = ByteBuffer.allocate(MARK_BYTES);
    private final PieceNote note = new TailNote();
    private FileChannel tail; // null until it is needed
    private int lastCount;

    TailPieces(Path file, Path markFile) {
        this.file = file;
        this.markFile = markFile;
    }

    @Override
    public Next next(ByteBuffer into) {
        if (Files.notExists(file)) {
            return Next.NOTHING;
        }
        try {
            if (tail == null) {
                tail = FileChannel.open(file, StandardOpenOption.READ);
                byte[] found = Files.exists(markFile) ? Files.readAllBytes(markFile) : new byte[0];
                mark.put(0, Arrays.copyOf(found, MARK_BYTES));
            }
            lastCount = tail.read(into, mark.getLong(0));
            into.flip();
            return lastCount > 0 ? Next.PIECE : Next.NOTHING;
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("cannot read output that was left");
            return Next.NOTHING;
        }
    }

    @Override
    public PieceNote note() {
        return note;
    }

    @Override
    public void taken() {
        mark.putLong(0, mark.getLong(0) + lastCount).put(Long.BYTES, new byte[PieceNote.BYTES]);
        writeMark();
    }

    private void writeMark() {
        try (FileChannel marks = FileChannel.open(markFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer rest = mark.duplicate().clear();
            while (rest.hasRemaining()) {
                marks.write(rest, rest.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void refused(ByteBuffer piece) {
        // it stays where it is
    }

    private final class TailNote implements PieceNote {
        @Override
        public byte[] read() {
            return Arrays.copyOfRange(mark.array(), Long.BYTES, MARK_BYTES);
        }

        @Override
        public void write(byte[] text) {
            mark.put(Long.BYTES, text, 0, BYTES);
            writeMark();
        }
    }

    /** Removes what was taken to its end. */
    @Override
    public void close() {
        try {
            if (tail != null && mark.getLong(0) >= tail.size()) {
                ProcessFiles.remove(file);
                ProcessFiles.remove(markFile);
            }
            if (tail != null) {
                tail.close();
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("output that was left does not close");
        }
    }
}
