package io.caisson.shims.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.log.PieceNote;
import io.caisson.shims.internal.program.Errno;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pieces that are read into memory, and go with this server: of terminals and of processes whose output nobody keeps. */
final class DirectPieces implements Pieces {
    private static final Logger LOG = LoggerFactory.getLogger(DirectPieces.class);

    private final Kernel kernel;
    private final Fd fd;
    private byte[] refused; // null unless a piece has to come again

    DirectPieces(Kernel kernel, Fd fd) {
        this.kernel = kernel;
        this.fd = fd;
    }

    @Override
    public Next next(ByteBuffer into) {
        if (refused != null) {
            into.put(refused).flip();
            return Next.PIECE;
        }
        try {
            int count = kernel.read(fd, into);
            if (count > 0) {
                into.flip();
                return Next.PIECE;
            }
            return count < 0 ? Next.NOTHING : Next.HUNG_UP;
        } catch (CaissonException e) {
            if (!Errno.EIO.name().equals(e.details().get("errno"))) { // a terminal that nobody has open
                LOG.atWarn().addKeyValue("descriptor", fd).setCause(e).log("cannot read output");
            }
            return Next.HUNG_UP;
        }
    }

    @Override
    public PieceNote note() {
        return PieceNote.NONE;
    }

    @Override
    public void taken() {
        refused = null;
    }

    @Override
    public void refused(ByteBuffer piece) {
        if (refused == null) {
            refused = new byte[piece.remaining()];
            piece.get(piece.position(), refused);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
