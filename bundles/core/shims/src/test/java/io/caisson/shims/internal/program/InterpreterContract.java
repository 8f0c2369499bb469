package io.caisson.shims.internal.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What every interpreter must do, whatever compiler made it. */
final class InterpreterContract {
    private static final Operand OUT = Operand.of(1);

    private final Machine machine;
    private final Interpreter interpreter;

    InterpreterContract(Machine machine, Interpreter interpreter) {
        this.machine = machine;
        this.interpreter = interpreter;
    }

    Stream<DynamicTest> tests() {
        return Stream.of(
                DynamicTest.dynamicTest("an empty program ends with 0", this::emptyProgram),
                DynamicTest.dynamicTest("constants and addresses become arguments", this::arguments),
                DynamicTest.dynamicTest("a result can be an argument", this::resultAsArgument),
                DynamicTest.dynamicTest("relocated words are addresses", this::relocations),
                DynamicTest.dynamicTest("a result of 0 jumps, another goes on", this::zeroJumps),
                DynamicTest.dynamicTest("each of two errors jumps to its own place", this::twoErrors),
                DynamicTest.dynamicTest("any error jumps, as first and as second", this::anyError),
                DynamicTest.dynamicTest("an error can go on", this::goesOn),
                DynamicTest.dynamicTest("an error without a jump is reported and ends it", this::reported),
                DynamicTest.dynamicTest("all six arguments arrive", this::sixArguments),
                DynamicTest.dynamicTest("a program of another machine or version is refused", this::refused));
    }

    private Interpreter.Result run(Assembler code) {
        return interpreter.run(code.assemble(Descriptors.NOTICES));
    }

    private static void exit(Assembler code, int exitCode) {
        code.call("end", SystemCall.EXIT_GROUP, Operand.of(exitCode));
    }

    private void print(Assembler code, String text) {
        code.call("print", SystemCall.WRITE, OUT, code.text(text, text).address(), Operand.of(text.length()));
    }

    private void emptyProgram() {
        assertEquals(new Interpreter.Result(0, List.of(), ""), run(new Assembler(machine)));
    }

    private void arguments() {
        Assembler code = new Assembler(machine);
        Cell text = code.text("text", "hello world");
        code.call("print", SystemCall.WRITE, OUT, text.address(6), Operand.of(5));
        exit(code, 7);
        assertEquals(new Interpreter.Result(7, List.of(), "world"), run(code));
    }

    private void resultAsArgument() {
        Assembler code = new Assembler(machine);
        Cell length = code.word("length");
        code.call("print", SystemCall.WRITE, OUT, code.text("text", "abc").address(), Operand.of(3))
                .into(length);
        code.call("end", SystemCall.EXIT_GROUP, length.word());
        assertEquals(new Interpreter.Result(3, List.of(), "abc"), run(code));
    }

    private void relocations() {
        Assembler code = new Assembler(machine);
        Cell argv = code.texts("argv", List.of("sh", "-c", "printf %s \"$FROM\"; exit 9"));
        Cell environment = code.texts("environment", List.of("FROM=program"));
        code.call(
                "execute",
                SystemCall.EXECVE,
                code.text("path", "/bin/sh").address(),
                argv.address(),
                environment.address());
        assertEquals(new Interpreter.Result(9, List.of(), "program"), run(code));
    }

    private void zeroJumps() {
        Assembler code = new Assembler(machine);
        Label zero = code.label("zero");
        Label end = code.label("end");
        code.call("not zero", SystemCall.WRITE, OUT, code.text("text", "x").address(), Operand.of(1))
                .onZero(end);
        code.call("zero", SystemCall.WRITE, OUT, code.text("text", "x").address(), Operand.of(0))
                .onZero(zero);
        code.place(end);
        exit(code, 1);
        code.place(zero);
        exit(code, 2);
        assertEquals(new Interpreter.Result(2, List.of(), "x"), run(code));
    }

    private Step failing(Assembler code, int descriptor) {
        return code.call("close", SystemCall.CLOSE, Operand.of(descriptor)); // EBADF
    }

    private void twoErrors() {
        Assembler code = new Assembler(machine);
        Label missing = code.label("missing");
        Label bad = code.label("bad");
        Label wrong = code.label("wrong");
        Cell path = code.text("path", "/does/not/exist");
        failing(code, 99).on(Errno.EBADF, bad).on(Errno.ENOENT, wrong);
        exit(code, 1);
        code.place(bad);
        print(code, "bad ");
        code.call("open", SystemCall.OPENAT, Flags.AT_FDCWD, path.address(), Flags.EMPTY)
                .on(Errno.EBADF, wrong)
                .on(Errno.ENOENT, missing);
        code.place(wrong);
        exit(code, 2);
        code.place(missing);
        print(code, "missing");
        exit(code, 3);
        assertEquals(new Interpreter.Result(3, List.of(), "bad missing"), run(code));
    }

    private void anyError() {
        Assembler code = new Assembler(machine);
        Label first = code.label("first");
        Label second = code.label("second");
        failing(code, 99).onError(first);
        exit(code, 1);
        code.place(first);
        print(code, "first ");
        failing(code, 99).on(Errno.ENOENT, first).onError(second);
        exit(code, 2);
        code.place(second);
        print(code, "second");
        exit(code, 3);
        assertEquals(new Interpreter.Result(3, List.of(), "first second"), run(code));
    }

    private void goesOn() {
        Assembler code = new Assembler(machine);
        failing(code, 99).goOnAfter(Errno.EBADF);
        failing(code, 99).goOnAfterErrors();
        exit(code, 4);
        assertEquals(new Interpreter.Result(4, List.of(), ""), run(code));
    }

    private void reported() {
        Assembler code = new Assembler(machine);
        print(code, "before");
        failing(code, 99).on(Errno.ENOENT, placed(code));
        print(code, "after");
        Interpreter.Result result = run(code);
        assertEquals(125, result.exitCode());
        assertEquals("before", result.output());
        assertEquals(1, result.notices().size());
        Notice notice = result.notices().get(0);
        assertEquals(Notice.FAILED, notice.kind());
        assertEquals(1, notice.failedStep());
        assertEquals(Errno.EBADF.number(), notice.errno());
    }

    private static Label placed(Assembler code) {
        Label label = code.label("here");
        code.place(label);
        code.call("nothing", SystemCall.SCHED_YIELD);
        return label;
    }

    /** The output is a pipe, so that splice(2) from a file shows all its arguments. */
    private void sixArguments() {
        Assembler code = new Assembler(machine);
        Cell moved = code.word("moved");
        Cell path = code.text("path", "program"); // what the interpreter reads
        Cell offset = code.words("offset", 1);
        Cell file = code.word("file");
        code.call("open", SystemCall.OPENAT, Flags.AT_FDCWD, path.address(), Flags.EMPTY, Flags.EMPTY)
                .into(file);
        code.call(
                        "splice",
                        SystemCall.SPLICE,
                        file.word(),
                        offset.address(),
                        OUT,
                        Flags.EMPTY,
                        Operand.of(3),
                        Flags.SPLICE_F_NONBLOCK)
                .into(moved);
        code.call("end", SystemCall.EXIT_GROUP, moved.word());
        assertEquals(new Interpreter.Result(3, List.of(), "HIM"), run(code));
    }

    private void refused() {
        byte[] otherVersion =
                new Assembler(machine).assemble(Descriptors.NOTICES).encode();
        otherVersion[4]++;
        assertEquals(126, interpreter.run(otherVersion).exitCode());
        Machine other = machine == Machine.X86_64 ? Machine.AARCH64 : Machine.X86_64;
        byte[] otherMachine = new Assembler(other).assemble(Descriptors.NOTICES).encode();
        assertEquals(126, interpreter.run(otherMachine).exitCode());
        assertEquals(126, interpreter.run(new byte[0]).exitCode());
    }
}
