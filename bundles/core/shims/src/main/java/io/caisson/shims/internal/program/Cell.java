package io.caisson.shims.internal.program;

/**
 * A named place in the pool.
 *
 * @param offset in the pool, a multiple of eight
 * @param size in bytes
 */
public record Cell(String name, int offset, int size) {
    /** {@return its address as an argument} */
    public Operand address() {
        return new Operand.Address(this, 0);
    }

    /** {@return the address of a part of it} */
    public Operand address(int within) {
        return new Operand.Address(this, within);
    }

    /** {@return its first eight bytes as an argument, as they are when the instruction runs} */
    public Operand word() {
        return new Operand.Word(this);
    }

    /** {@return a part of it as a place of its own} */
    public Cell part(String partName, int within, int partSize) {
        if (within % Long.BYTES != 0 || within + partSize > size) {
            throw new IllegalArgumentException(partName + " is not within " + name);
        }
        return new Cell(partName, offset + within, partSize);
    }
}
