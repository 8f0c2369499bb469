package io.caisson.shims.internal;

import io.caisson.api.log.PieceNote;
import java.nio.ByteBuffer;

/** What one stream gave, piece by piece: a piece is the next one until it was taken. For one thread at a time. */
interface Pieces extends AutoCloseable {
    /** What there is. */
    enum Next {
        /** A piece, in the buffer. */
        PIECE,
        /** Nothing for now. */
        NOTHING,
        /** The other side is gone for now. */
        HUNG_UP
    }

    /** @param into an empty buffer; it is ready to be read from afterwards */
    Next next(ByteBuffer into);

    /** {@return the note of the piece that came last} */
    PieceNote note();

    /** The piece that came last is kept by others now. */
    void taken();

    /** The piece that came last was not taken: it is the next one again. @param piece it, unchanged */
    void refused(ByteBuffer piece);

    @Override
    void close();
}
