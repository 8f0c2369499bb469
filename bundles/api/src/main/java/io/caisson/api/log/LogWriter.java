package io.caisson.api.log;

import io.caisson.api.container.OutputListener.Source;
import java.nio.ByteBuffer;

/** Appends to a container's log. Safe for many threads. */
public interface LogWriter extends AutoCloseable {
    /**
     * Appends a piece of output; never throws for a disk that takes nothing.
     *
     * @param bytes not changed; at most some 64 KiB
     * @param note outlives the server as long as the piece does: so a piece that an earlier server was writing when it
     *     was killed, and that comes again, is in the log once
     * @return false if nothing of it was taken, and it must come again later: after {@link #close}, and with
     *     {@link io.caisson.api.container.LogRequest.WhenFull#BLOCK} while the disk takes nothing
     */
    boolean append(Source source, ByteBuffer bytes, PieceNote note);

    /** {@return bytes that could not be written; they are marked in the log once the disk takes something again} */
    long droppedBytes();

    /** Takes nothing any more. A second time does nothing. */
    @Override
    void close();
}
