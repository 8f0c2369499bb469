package io.caisson.shims.internal.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** A program that the interpreter can run ({@code shim/interpreter.c} tells the encoding). Immutable. */
public final class Program {
    /** Version of the encoding; the interpreter refuses any other. */
    static final int VERSION = 1;

    /** The descriptor at which the interpreter finds the program. */
    public static final int DESCRIPTOR = 3;

    private static final int MAGIC = 0x4d494853;
    private static final int HEADER_BYTES = 4 * Long.BYTES;
    private static final int INSTRUCTION_BYTES = 64;

    private final Machine machine;
    private final int reportDescriptor;
    private final List<Instruction> instructions;
    private final TreeMap<Integer, String> labels;
    private final List<Cell> cells;
    private final List<Integer> relocations;
    private final byte[] pool;

    /** Results go to a word named by 16 bits. */
    private static final int MAX_RESULT_OFFSET = 0xffff * Long.BYTES;

    private static final int MAX_INSTRUCTIONS = 0xffff;

    Program(
            Machine machine,
            int reportDescriptor,
            List<Instruction> instructions,
            TreeMap<Integer, String> labels,
            List<Cell> cells,
            List<Integer> relocations,
            byte[] pool) {
        this.machine = machine;
        this.reportDescriptor = reportDescriptor;
        this.instructions = List.copyOf(instructions);
        this.labels = new TreeMap<>(labels);
        this.cells = List.copyOf(cells);
        this.relocations = List.copyOf(relocations);
        this.pool = pool.clone();
        if (instructions.size() > MAX_INSTRUCTIONS
                || instructions.stream().anyMatch(each -> each.result().offset() > MAX_RESULT_OFFSET)) {
            throw new IllegalArgumentException("program too large");
        }
    }

    /** {@return the instruction that a report names; empty if there is none with that index} */
    public Optional<Instruction> instruction(long index) {
        return index >= 0 && index < instructions.size()
                ? Optional.of(instructions.get((int) index))
                : Optional.empty();
    }

    /** {@return what each instruction is for} */
    public List<String> sentences() {
        return instructions.stream().map(Instruction::sentence).toList();
    }

    /** {@return what the interpreter reads} */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES
                        + instructions.size() * INSTRUCTION_BYTES
                        + relocations.size() * Long.BYTES
                        + pool.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC | (long) VERSION << 32 | (long) machine.elfNumber() << 48);
        out.putLong(instructions.size()).putLong(relocations.size()).putLong(reportDescriptor);
        instructions.forEach(instruction -> encode(instruction, out));
        relocations.forEach(out::putLong);
        return out.put(pool).array();
    }

    private void encode(Instruction instruction, ByteBuffer out) {
        int kinds = 0;
        for (int i = 0; i < instruction.arguments().size(); i++) {
            kinds |= instruction.arguments().get(i).kind() << 2 * i;
        }
        out.putShort((short) instruction.call().number(machine));
        out.putShort((short) kinds);
        out.putShort((short) (instruction.result().offset() / Long.BYTES));
        out.putShort((short) instruction.zero());
        for (int i = 0; i < Instruction.MAX_JUMPS; i++) {
            out.putShort((short)
                    (i < instruction.jumps().size() ? instruction.jumps().get(i).errno() : 0));
        }
        for (int i = 0; i < Instruction.MAX_JUMPS; i++) {
            out.putShort((short)
                    (i < instruction.jumps().size() ? instruction.jumps().get(i).target() : 0));
        }
        for (int i = 0; i < Operand.ARGUMENTS; i++) {
            out.putLong(
                    i < instruction.arguments().size()
                            ? instruction.arguments().get(i).bits()
                            : 0);
        }
    }

    /** {@return a listing for people: instructions, then the pool} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(8192);
        text.append("shim program, format ").append(VERSION).append(", ").append(machine.label());
        text.append(", reports to ").append(reportDescriptor).append('\n');
        for (int i = 0; i < instructions.size(); i++) {
            if (labels.containsKey(i)) {
                text.append(labels.get(i)).append(":\n");
            }
            Instruction instruction = instructions.get(i);
            text.append(String.format(Locale.ROOT, "%4d  # %s\n", i, instruction.sentence()));
            text.append("      ").append(instruction.text(i)).append('\n');
        }
        text.append("pool of ").append(pool.length).append(" bytes:\n");
        for (Cell cell : cells) {
            text.append(String.format(Locale.ROOT, "%6d  %s: ", cell.offset(), cell.name()));
            text.append(PoolText.of(pool, cell, relocations)).append('\n');
        }
        return text.toString();
    }
}
