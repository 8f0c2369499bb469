package io.caisson.shims.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.log.PieceNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pieces that outlive this server: the kernel moves them from the FIFO into a small file, the spool, and no kill of this
 * process falls between the two. The spool is a note of fixed length and one piece; it is emptied when the piece was taken,
 * note and piece in one step. When there is no room for the spool, pieces are read into memory.
 */
final class SpooledPieces implements Pieces {
    private static final Logger LOG = LoggerFactory.getLogger(SpooledPieces.class);

    private final Kernel kernel;
    private final Fd fifo; // null for a spool that an earlier server left
    private final Path file;
    private final DirectPieces direct;
    private final PieceNote note = new SpoolNote();
    private FileChannel spool; // null until it is needed
    private Fd target;
    private boolean inMemory; // the piece that came last is not in the spool
    private boolean warned;

    SpooledPieces(Kernel kernel, Fd fifo, Path file) {
        this.kernel = kernel;
        this.fifo = fifo;
        this.file = file;
        this.direct = fifo == null ? null : new DirectPieces(kernel, fifo);
    }

    @Override
    public Next next(ByteBuffer into) {
        if (inMemory) {
            return direct.next(into);
        }
        try {
            if (spool == null) {
                open();
            }
            if (spool.size() > PieceNote.BYTES) {
                return read(into);
            }
            if (fifo == null) {
                return Next.NOTHING;
            }
            int count = kernel.splice(fifo, target, PieceNote.BYTES, into.capacity());
            if (count <= 0) {
                return count < 0 ? Next.NOTHING : Next.HUNG_UP;
            }
            FailPoints.hit("output.after-spool");
            return read(into);
        } catch (IOException | CaissonException e) {
            return readDirectly(into, e);
        }
    }

    private void open() throws IOException {
        spool = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        target = kernel.open(file, OpenFlags.O_WRONLY, 0);
    }

    private Next read(ByteBuffer into) throws IOException {
        long at = PieceNote.BYTES;
        while (into.hasRemaining()) {
            int count = spool.read(into, at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        into.flip();
        return Next.PIECE;
    }

    private Next readDirectly(ByteBuffer into, Exception problem) {
        if (!warned) {
            LOG.atWarn().addKeyValue("file", file).setCause(problem).log("output goes through memory alone");
            warned = true;
        }
        if (direct == null) {
            return Next.NOTHING;
        }
        Next next = direct.next(into.clear());
        inMemory = next == Next.PIECE;
        return next;
    }

    @Override
    public PieceNote note() {
        return inMemory ? PieceNote.NONE : note;
    }

    @Override
    public void taken() {
        if (inMemory) {
            direct.taken();
            inMemory = false;
            return;
        }
        try {
            spool.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void refused(ByteBuffer piece) {
        if (inMemory) {
            direct.refused(piece);
        }
    }

    private final class SpoolNote implements PieceNote {
        @Override
        public byte[] read() {
            ByteBuffer text = ByteBuffer.allocate(BYTES);
            try {
                while (text.hasRemaining() && spool.read(text, text.position()) >= 0) {
                    continue;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.array();
        }

        @Override
        public void write(byte[] text) {
            ByteBuffer rest = ByteBuffer.wrap(text, 0, BYTES);
            try {
                while (rest.hasRemaining()) {
                    spool.write(rest, rest.position());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        if (direct != null) {
            direct.close();
        }
        if (target != null) {
            target.close();
        }
        if (spool != null) {
            try {
                spool.close();
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("file", file).setCause(e).log("a spool does not close");
            }
        }
    }
}
