package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.EMPTY;
import static io.caisson.shims.internal.program.Flags.WNOHANG;

/**
 * Writes the loop of a monitor: waits for children and for the server, puts each exit on disk, then tells. Which child is
 * the container's process is not known here, only to the server; so all are recorded.
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

    ReaperCode(Assembler code, Control control, Notices notices, Cell scratch) {
        this.code = code;
        this.control = control;
        this.notices = notices;
        this.scratch = scratch;
        this.table = code.words(
                "children and control", Control.readable(Descriptors.CHILDREN), Control.readable(Descriptors.CONTROL));
        this.entry = code.space("entry", RecordFormat.ENTRY_BYTES);
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
        clock(Flags.CLOCK_REALTIME, RecordFormat.WALL);
        clock(Flags.CLOCK_BOOTTIME, RecordFormat.BOOT);
        clock(Flags.CLOCK_MONOTONIC, RecordFormat.MONOTONIC);
        // What goes beyond the reserved space may find a full disk: the next exit must be recorded all the same.
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
