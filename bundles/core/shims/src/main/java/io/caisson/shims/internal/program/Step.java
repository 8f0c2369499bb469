package io.caisson.shims.internal.program;

import java.util.ArrayList;
import java.util.List;

/** One instruction while it is being written. */
public final class Step {
    private record Branch(int errno, Label target) {}

    private final SystemCall call;
    private final List<Operand> arguments;
    private final String sentence;
    private final Instruction.Subject subject;
    private final Label next;
    private final List<Branch> branches = new ArrayList<>();
    private Cell result;
    private Label zero;

    Step(
            String sentence,
            Instruction.Subject subject,
            SystemCall call,
            List<Operand> arguments,
            Cell result,
            Label next) {
        this.sentence = sentence;
        this.subject = subject;
        this.call = call;
        this.arguments = arguments;
        this.result = result;
        this.next = next;
        this.zero = next;
    }

    /** Keeps the result in that word. */
    public Step into(Cell cell) {
        result = cell;
        return this;
    }

    /** Goes there when the result is 0. */
    public Step onZero(Label target) {
        zero = target;
        return this;
    }

    /** Goes there on that error. */
    public Step on(Errno errno, Label target) {
        return branch(errno.number(), target);
    }

    /** Goes there on every error that has no jump of its own. */
    public Step onError(Label target) {
        return branch(Instruction.ANY, target);
    }

    /** Goes on as if that error had been a success. */
    public Step goOnAfter(Errno errno) {
        return branch(errno.number(), next);
    }

    /** Goes on whatever error comes. */
    public Step goOnAfterErrors() {
        return branch(Instruction.ANY, next);
    }

    private Step branch(int errno, Label target) {
        branches.add(new Branch(errno, target));
        return this;
    }

    Instruction build() {
        List<Instruction.Jump> jumps = branches.stream()
                .map(branch ->
                        new Instruction.Jump(branch.errno(), branch.target().index()))
                .toList();
        return new Instruction(call, arguments, result, zero.index(), jumps, sentence, subject);
    }
}
