package io.caisson.shims.internal.program;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a shim writes to the FIFO {@code exit}: two words of 64 bits in the machine's order.
 *
 * @param kind one of the constants here
 * @param value what belongs to it
 */
public record Notice(long kind, long value) {
    public static final int BYTES = 2 * Long.BYTES;

    /** A step failed and the process that ran it has ended; the value is index &lt;&lt; 32 | errno. The interpreter's own. */
    public static final long FAILED = 0;

    /** The runtime command has ended; the value is its wait status. */
    public static final long RUNTIME_ENDED = 1;

    /** An exit is on disk, in {@code record}. */
    public static final long RECORDED = 2;

    /** {@return the next notice of what was read; in the machine's order} */
    public static Notice read(ByteBuffer from) {
        return new Notice(from.getLong(), from.getLong());
    }

    public int failedStep() {
        return (int) (value >>> 32);
    }

    /** {@return what failed, in words} @param sentences those of the program; empty if it is not known any more */
    public String failure(List<String> sentences) {
        String step = failedStep() < sentences.size()
                ? sentences.get(failedStep())
                : "instruction " + failedStep() + " of a program that an earlier server compiled";
        return step + ": " + Errno.nameOf(errno());
    }

    public int errno() {
        return (int) value;
    }
}
