package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.EMPTY;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The FIFO {@code control}: commands from the server. {@link #GO_ON} means go on: past the gate, past the hold, or, in the
 * loop, without standard input. At the hold a word with the pid of the container's process follows in the same write.
 * {@link #DONE} means that nothing is left to do: end. A server that takes hold of a running shim uses the commands of the
 * loop only, so those must stay as they are.
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

    /** Takes the pid that follows a command. */
    void takePid(Cell pid) {
        code.call("learn the process's pid", SystemCall.READ, DESCRIPTOR, pid.address(), Operand.of(Long.BYTES));
    }

    /** Goes there when the byte was {@link #GO_ON}: that many random bytes, none, give 0. There is no comparison. */
    void onGoOn(String sentence, Label target) {
        code.call(sentence, SystemCall.GETRANDOM, scratch.address(), command.word(), EMPTY)
                .onZero(target);
    }

    /** {@return a command for the FIFO} */
    public static ByteBuffer message(byte command) {
        return ByteBuffer.allocateDirect(1).put(command).flip();
    }

    /** {@return what the server says when it has taken hold of a process} */
    public static ByteBuffer held(long pid) {
        return ByteBuffer.allocateDirect(1 + Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .put(GO_ON)
                .putLong(pid)
                .flip();
    }

    /** {@return an entry of a table for ppoll(2)} */
    static long readable(int descriptor) {
        return descriptor | Flags.POLLIN << 32;
    }
}
