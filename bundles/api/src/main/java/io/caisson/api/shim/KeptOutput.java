package io.caisson.api.shim;

import io.caisson.api.container.OutputListener;
import io.caisson.api.log.PieceNote;
import java.nio.ByteBuffer;

/**
 * A listener that keeps what it is given. A piece is given again until it is taken, by the next server if need be, so that
 * nothing is kept twice and nothing not at all.
 */
public interface KeptOutput extends OutputListener {
    /** {@return whether pieces must outlive this server until they are taken; does not change} */
    boolean isKept();

    /**
     * Takes a piece, or nothing of it.
     *
     * @param bytes valid during the call only
     * @param note outlives the server as long as the piece does
     * @return false if the piece must come again, in a while
     */
    boolean keep(Source source, ByteBuffer bytes, PieceNote note);

    @Override
    default void onOutput(Source source, ByteBuffer bytes) {
        keep(source, bytes, PieceNote.NONE);
    }

    /** {@return a listener as one that keeps nothing, unless it does} */
    static KeptOutput of(OutputListener listener) {
        return listener instanceof KeptOutput kept ? kept : new Passing(listener);
    }

    /** Takes everything at once. */
    record Passing(OutputListener listener) implements KeptOutput {
        @Override
        public boolean isKept() {
            return false;
        }

        @Override
        public boolean ready(Runnable whenReady) {
            return listener.ready(whenReady);
        }

        @Override
        public boolean keep(Source source, ByteBuffer bytes, PieceNote note) {
            listener.onOutput(source, bytes);
            return true;
        }
    }
}
