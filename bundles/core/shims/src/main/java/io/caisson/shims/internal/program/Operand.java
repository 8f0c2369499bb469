package io.caisson.shims.internal.program;

/** An argument of an instruction. */
public sealed interface Operand {
    /** How many arguments a system call has. */
    int ARGUMENTS = 6;

    /** A number as it is. */
    record Constant(long value, String text) implements Operand {}

    /** The address of a place in the pool. */
    record Address(Cell cell, int offset) implements Operand {}

    /** What a 64-bit word of the pool holds when the instruction runs. */
    record Word(Cell cell) implements Operand {}

    static Operand of(long value) {
        return new Constant(value, Long.toString(value));
    }

    /** A number with its name, for people. */
    static Operand of(String name, long value) {
        return new Constant(value, name);
    }

    /** {@return two bits that tell the interpreter what {@link #bits} means} */
    default int kind() {
        if (this instanceof Constant) {
            return 0;
        }
        return this instanceof Address ? 1 : 2;
    }

    /** {@return the number, or the offset in the pool} */
    default long bits() {
        if (this instanceof Constant constant) {
            return constant.value();
        }
        if (this instanceof Address address) {
            return (long) address.cell().offset() + address.offset();
        }
        return ((Word) this).cell().offset();
    }

    /** {@return as it stands in a listing} */
    default String text() {
        if (this instanceof Constant constant) {
            return constant.text();
        }
        if (this instanceof Address address) {
            return "&" + address.cell().name() + (address.offset() == 0 ? "" : "+" + address.offset());
        }
        return ((Word) this).cell().name();
    }
}
