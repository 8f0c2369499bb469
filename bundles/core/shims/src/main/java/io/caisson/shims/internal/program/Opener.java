package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.AT_FDCWD;

/** Writes the instructions that bring a descriptor to its fixed number. */
final class Opener {
    private final Assembler code;
    private final Cell found;

    Opener(Assembler code) {
        this.code = code;
        this.found = code.word("found");
    }

    /** {@return the descriptor that was opened last, where it is not kept} */
    Operand found() {
        return found.word();
    }

    /** Opens a path, whose text is in the pool, as descriptor {@code number}. */
    void open(String what, Cell path, long flags, int mode, int number) {
        tryOpen(what, path, flags, mode);
        keep(what, number);
    }

    /** Opens a path; its descriptor is kept by {@link #keep}. */
    Step tryOpen(String what, Cell path, long flags, int mode) {
        return code.call(
                        "open " + what,
                        SystemCall.OPENAT,
                        AT_FDCWD,
                        path.address(),
                        Flags.open(flags | Flags.O_CLOEXEC),
                        mode == 0 ? Flags.EMPTY : Operand.of("0" + Integer.toOctalString(mode), mode))
                .into(found);
    }

    /** Makes a descriptor by another call; it is kept by {@link #keep}. */
    Step make(String sentence, SystemCall call, Operand... arguments) {
        return code.call(sentence, call, arguments).into(found);
    }

    /** Moves the descriptor that was opened last to a fixed number. */
    void keep(String what, int number) {
        moveFrom(what, found, number);
    }

    /** Moves a descriptor, whose number a word holds, to a fixed number. */
    void moveFrom(String what, Cell from, int number) {
        code.call(
                "number " + what,
                SystemCall.DUP3,
                from.word(),
                Operand.of(number),
                Operand.of("O_CLOEXEC", Flags.O_CLOEXEC));
        code.call("number " + what, SystemCall.CLOSE, from.word());
    }
}
