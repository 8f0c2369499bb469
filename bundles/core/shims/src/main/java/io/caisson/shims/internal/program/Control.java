package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.EMPTY;

/**
 * The FIFO {@code control}: single bytes from the server. {@link #GO_ON} means go on: past the gate, past the hold, or,
 * in the loop, without standard input. {@link #DONE} means that nothing is left to do: end.
 */
public final class Control {
    public static final byte GO_ON = 0;
    public static final byte DONE = 1;

    private static final Operand DESCRIPTOR = Operand.of(Descriptors.CONTROL);

    private final Assembler code;
    private final Cell command;
    private final Cell scratch;

    Control(Assembler code, Cell scratch) {
        this.code = code;
        this.scratch = scratch;
        this.command = code.word("command");
    }

    /** Waits for one of the descriptors in a table. */
    void await(String sentence, Cell table, int size) {
        Label again = code.label(sentence);
        code.place(again);
        code.call(sentence, SystemCall.PPOLL, table.address(), Operand.of(size), EMPTY, EMPTY, EMPTY)
                .on(Errno.EINTR, again);
    }

    /** Takes one byte; it is a step so that the caller can say what follows when there is none (EAGAIN). */
    Step take(String sentence) {
        return code.call(sentence, SystemCall.READ, DESCRIPTOR, command.address(), Operand.of(1));
    }

    /** Goes there when the byte was {@link #GO_ON}: that many random bytes, none, give 0. There is no comparison. */
    void onGoOn(String sentence, Label target) {
        code.call(sentence, SystemCall.GETRANDOM, scratch.address(), command.word(), EMPTY)
                .onZero(target);
    }

    /** {@return an entry of a table for ppoll(2)} */
    static long readable(int descriptor) {
        return descriptor | Flags.POLLIN << 32;
    }
}
