package io.caisson.shims.internal.program;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One system call and where the program goes on after it.
 *
 * @param sentence what it is for, as it stands in an error: "open stdout /x"
 * @param subject whose fault a failure most likely is
 * @param zero index of the next instruction when the result is 0
 * @param jumps what to do on errors, at most two; another error ends the program
 */
public record Instruction(
        SystemCall call,
        List<Operand> arguments,
        Cell result,
        int zero,
        List<Jump> jumps,
        String sentence,
        Subject subject) {
    /** Stands for every error. */
    static final int ANY = 0xffff;

    static final int MAX_JUMPS = 2;

    /** Whose fault a failure of an instruction is. */
    public enum Subject {
        /** Ours, or the machine's. */
        SHIM,
        /** The caller's: a path for a standard stream cannot be used. */
        STREAM,
        /** The OCI runtime cannot be executed. */
        RUNTIME
    }

    /** Where to go on an error. @param errno its number, or {@link #ANY} */
    record Jump(int errno, int target) {
        private String text(int here) {
            String name = errno == ANY ? "error" : Errno.nameOf(errno);
            return name + (target == here + 1 ? " goes on" : " to " + target);
        }
    }

    public Instruction {
        arguments = List.copyOf(arguments);
        jumps = List.copyOf(jumps);
        if (arguments.size() > Operand.ARGUMENTS || jumps.size() > MAX_JUMPS) {
            throw new IllegalArgumentException("too many arguments or jumps: " + sentence);
        }
    }

    String text(int index) {
        StringBuilder text = new StringBuilder(120).append(call);
        text.append(arguments.stream().map(Operand::text).collect(Collectors.joining(", ", "(", ")")));
        text.append(" = ").append(result.name());
        if (zero != index + 1) {
            text.append("; 0 to ").append(zero);
        }
        for (Jump jump : jumps) {
            text.append("; ").append(jump.text(index));
        }
        return text.toString();
    }
}
