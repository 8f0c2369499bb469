package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.EMPTY;
import static io.caisson.shims.internal.program.Flags.WNOHANG;

/**
 * Writes the loop of a monitor: waits for children and for the server, puts the exit of the container's process on disk,
 * then tells. Which child that is the server has said when it took hold. What else becomes a child, with a shared pid
 * namespace any number of orphans, is reaped and forgotten, so that the record has a bound.
 */
final class ReaperCode {
    private static final Operand CHILDREN = Operand.of(Descriptors.CHILDREN);
    private static final Operand RECORD = Operand.of(Descriptors.RECORD);
    private static final Operand ANY_CHILD = Operand.of(-1);
    private static final int SIGNAL_BYTES = 128;

    private final Assembler code;
    private final Control control;
    private final Notices notices;
    private final Cell scratch;
    private final Cell table;
    private final Cell entry;
    private final Cell process;
    private final Cell now;

    /** @param process a word with the pid of the container's process; 0 if no server said which */
    ReaperCode(Assembler code, Control control, Notices notices, Cell scratch, Cell process) {
        this.code = code;
        this.control = control;
        this.notices = notices;
        this.scratch = scratch;
        this.table = code.words(
                "children and control", Control.readable(Descriptors.CHILDREN), Control.readable(Descriptors.CONTROL));
        this.entry = code.space("entry", RecordFormat.ENTRY_BYTES);
        this.process = process;
        this.now = code.words("no time", 0, 0);
    }

    /** @param over where to go when no child is left @param done where to go when the server says so */
    void write(Label over, Label done) {
        Label reap = code.label("reap");
        Label wait = code.label("wait");
        Label closeInput = code.label("close stdin");
        code.place(reap);
        Cell pid = entry.part("entry.pid", RecordFormat.PID, Long.BYTES);
        code.call(
                        "reap a child",
                        SystemCall.WAIT4,
                        ANY_CHILD,
                        entry.address(RecordFormat.STATUS),
                        WNOHANG,
                        entry.address(RecordFormat.USAGE))
                .into(pid)
                .onZero(wait)
                .on(Errno.ECHILD, over);
        // The only comparison that there is: waits while the word is that number, here for no time at all.
        code.call(
                        "see whether it is the container's process",
                        SystemCall.FUTEX,
                        pid.address(),
                        Flags.FUTEX_WAIT,
                        process.word(),
                        now.address(),
                        EMPTY,
                        EMPTY)
                .on(Errno.EAGAIN, reap)
                .goOnAfter(Errno.ETIMEDOUT);
        clock(Flags.CLOCK_REALTIME, RecordFormat.WALL);
        clock(Flags.CLOCK_BOOTTIME, RecordFormat.BOOT);
        clock(Flags.CLOCK_MONOTONIC, RecordFormat.MONOTONIC);
        // An entry beyond the reserved space, of a later process with the same number, may find a full disk.
        code.call("record an exit", SystemCall.WRITE, RECORD, entry.address(), Operand.of(RecordFormat.ENTRY_BYTES))
                .goOnAfterErrors();
        code.call("put the record on disk", SystemCall.FSYNC, RECORD).goOnAfterErrors();
        notices.send("tell of an exit", notices.recorded());
        code.jump("reap again", reap);

        code.place(wait);
        control.await("wait for children and control", table, 2);
        code.call("take the signal of a child", SystemCall.READ, CHILDREN, scratch.address(), Operand.of(SIGNAL_BYTES))
                .goOnAfter(Errno.EAGAIN);
        control.take("take a command").on(Errno.EAGAIN, reap);
        control.onGoOn("obey a command", closeInput);
        code.jump("end as told", done);

        code.place(closeInput);
        code.call("close the keeper of stdin", SystemCall.CLOSE, Operand.of(Descriptors.KEEPER))
                .goOnAfter(Errno.EBADF);
        code.jump("reap again", reap);
    }

    private void clock(Operand clock, int offset) {
        code.call("read a clock", SystemCall.CLOCK_GETTIME, clock, entry.address(offset), EMPTY);
    }
}
