package io.caisson.shims.internal.program;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Writes a program: instructions, labels, and the pool of data they work on. For one thread. */
public final class Assembler {
    private final Machine machine;
    private final List<Step> steps = new ArrayList<>();
    private final TreeMap<Integer, String> labels = new TreeMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Integer> relocations = new ArrayList<>();
    private final ByteArrayOutputStream pool = new ByteArrayOutputStream();
    private final Cell unused;
    private final OptionalInt killAt;
    private Instruction.Subject subject = Instruction.Subject.SHIM;

    public Assembler(Machine machine) {
        this(machine, OptionalInt.empty());
    }

    /** @param killAt before the instruction with that index the program kills itself with SIGKILL; for tests */
    Assembler(Machine machine, OptionalInt killAt) {
        this.machine = machine;
        this.killAt = killAt;
        this.unused = word("_");
    }

    public Machine machine() {
        return machine;
    }

    // The pool

    /** {@return a word that is 0 at first} */
    public Cell word(String name) {
        return words(name, 0);
    }

    /** {@return words with that content} */
    public Cell words(String name, long... content) {
        ByteBuffer bytes = ByteBuffer.allocate(content.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(content).forEach(bytes::putLong);
        return bytes(name, bytes.array());
    }

    /** {@return room for that many bytes, all 0} */
    public Cell space(String name, int size) {
        return bytes(name, new byte[size]);
    }

    /** {@return text in UTF-8, ended by a zero byte} */
    public Cell text(String name, String content) {
        return bytes(name, (content + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** {@return those bytes, filled up with zeros to whole words} */
    public Cell bytes(String name, byte[] content) {
        Cell cell = new Cell(name, pool.size(), (content.length + 7) / Long.BYTES * Long.BYTES);
        pool.writeBytes(Arrays.copyOf(content, cell.size()));
        cells.add(cell);
        return cell;
    }

    /** {@return words with these arguments: numbers as they are, addresses as addresses} */
    public Cell table(String name, List<Operand> content) {
        int start = pool.size();
        Cell cell = words(name, content.stream().mapToLong(Operand::bits).toArray());
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i) instanceof Operand.Address) {
                relocations.add(start + i * Long.BYTES);
            }
        }
        return cell;
    }

    /** {@return a list of texts ended by a null pointer, as execve(2) wants it} */
    public Cell texts(String name, List<String> content) {
        List<Operand> pointers = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            pointers.add(text(name + '[' + i + ']', content.get(i)).address());
        }
        pointers.add(Operand.of(0));
        return table(name, pointers);
    }

    // The code

    /** {@return a new label, placed nowhere yet} */
    public Label label(String name) {
        return new Label(name);
    }

    /** Puts a label before the next instruction. */
    public void place(Label label) {
        label.place(steps.size());
        labels.merge(steps.size(), label.name(), (first, second) -> first + ", " + second);
    }

    /** Says whose fault failures of the following instructions are. */
    public void blame(Instruction.Subject whom) {
        subject = whom;
    }

    /** Adds an instruction. @param sentence what it is for, as it stands in an error */
    public Step call(String sentence, SystemCall call, Operand... arguments) {
        if (killAt.isPresent() && killAt.getAsInt() == steps.size()) {
            Cell self = word("self");
            add("ask for the own pid", SystemCall.GETPID).into(self);
            add("be killed by a test", SystemCall.KILL, self.word(), Flags.SIGKILL);
        }
        return add(sentence, call, arguments);
    }

    private Step add(String sentence, SystemCall call, Operand... arguments) {
        Label next = new Label("next");
        next.place(steps.size() + 1);
        Step step = new Step(sentence, subject, call, List.of(arguments), unused, next);
        steps.add(step);
        return step;
    }

    /** Adds a jump. */
    public void jump(String sentence, Label target) {
        call(sentence, SystemCall.SCHED_YIELD).onZero(target);
    }

    /** {@return the program} @param reportDescriptor where the interpreter writes a failure */
    public Program assemble(int reportDescriptor) {
        List<Instruction> instructions = steps.stream().map(Step::build).toList();
        return new Program(machine, reportDescriptor, instructions, labels, cells, relocations, pool.toByteArray());
    }
}
