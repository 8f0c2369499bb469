package io.caisson.api.log;

/** A few bytes beside a piece of output, which outlive the server exactly as long as the piece does. */
public interface PieceNote {
    /** Length of a note. */
    int BYTES = 48;

    /** Of a piece that does not outlive the server. */
    PieceNote NONE = new PieceNote() {
        @Override
        public byte[] read() {
            return new byte[BYTES];
        }

        @Override
        public void write(byte[] note) {
            // nobody will ask
        }
    };

    /** {@return what was written last, by this server or an earlier one; zeros if nothing was} */
    byte[] read();

    /** @param note {@link #BYTES} long */
    void write(byte[] note);
}
