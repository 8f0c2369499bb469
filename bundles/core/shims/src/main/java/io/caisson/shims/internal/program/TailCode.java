package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.EMPTY;

import io.caisson.api.container.StreamTarget;
import io.caisson.api.shim.ShimRequest;

/**
 * Writes what a monitor does when all its children have ended: it waits until the server has read everything. A server
 * that lives holds a lock; while nobody holds it for a while, what is left in the streams goes to files for the next
 * server, since it would vanish with the monitor. When the files cannot be written it stays and tries again;
 * when the process's directory is gone it ends.
 */
final class TailCode {
    private static final long SPLICE_BYTES = 1 << 20;
    private static final int READ_BYTES = 4096;
    private static final Operand TAIL = Operand.of(Descriptors.TAIL);

    private final Assembler code;
    private final Opener opener;
    private final Timer timer;
    private final Control control;
    private final Cell scratch;
    private final Cell patience;
    private final Cell table;
    private final ServerCheck server;

    TailCode(
            Assembler code,
            Opener opener,
            Timer timer,
            Control control,
            ServerCheck server,
            int seconds,
            Cell scratch) {
        this.code = code;
        this.opener = opener;
        this.timer = timer;
        this.control = control;
        this.scratch = scratch;
        this.server = server;
        this.patience = Timer.seconds(code, "patience", seconds);
        this.table = code.words(
                "control and timer", Control.readable(Descriptors.CONTROL), Control.readable(Descriptors.TIMER));
    }

    void write(ShimRequest request, Label done) {
        Label all = code.label("all have ended");
        Label deserted = code.label("no word from the server");
        Label retry = code.label("give the lock back");
        code.place(all);
        timer.start("be patient with the server", patience);
        control.await("wait for the server's last word", table, 2);
        control.take("take the server's last word").on(Errno.EAGAIN, deserted);
        control.onGoOn("obey the server's last word", all);
        code.jump("end as told", done);
        code.place(deserted);
        server.ifAlive(all);
        if (request.terminal()) {
            readTerminal(retry, done);
        } else {
            spliceIfOurs(1, request.stdio().stdout(), retry, done);
            spliceIfOurs(2, request.stdio().stderr(), retry, done);
        }
        code.jump("end alone", done);
        code.place(retry);
        code.call("close a tail", SystemCall.CLOSE, TAIL).goOnAfter(Errno.EBADF);
        server.giveBack();
        code.jump("wait for a server again", all);
    }

    private void spliceIfOurs(int number, StreamTarget target, Label failed, Label gone) {
        if (!(target instanceof StreamTarget.Server)) {
            return;
        }
        String name = MonitorFiles.tail(number);
        Label more = code.label("more of " + name);
        Label end = code.label("end of " + name);
        open(name, failed, gone);
        code.place(more);
        code.call(
                        "move what is left to " + name,
                        SystemCall.SPLICE,
                        Operand.of(Descriptors.KEEPER + number),
                        EMPTY,
                        TAIL,
                        EMPTY,
                        Operand.of(SPLICE_BYTES),
                        Flags.SPLICE_F_NONBLOCK)
                .onZero(end)
                .on(Errno.EAGAIN, end)
                .onError(failed);
        code.jump("move more to " + name, more);
        finish(name, end, failed);
    }

    private void readTerminal(Label failed, Label gone) {
        String name = MonitorFiles.tail(1);
        Label more = code.label("more of " + name);
        Label end = code.label("end of " + name);
        Cell buffer = code.space("buffer", READ_BYTES);
        open(name, failed, gone);
        code.place(more);
        code.call(
                        "read what the terminal has left",
                        SystemCall.READ,
                        Operand.of(Descriptors.MASTER),
                        buffer.address(),
                        Operand.of(READ_BYTES))
                .into(scratch)
                .onZero(end)
                .onError(end);
        code.call("write " + name, SystemCall.WRITE, TAIL, buffer.address(), scratch.word())
                .onError(failed);
        code.jump("read more of the terminal", more);
        finish(name, end, failed);
    }

    /** Where the process's directory was removed, no server will come for what is left. */
    private void open(String name, Label failed, Label gone) {
        Cell path = code.text(name, name);
        opener.tryOpen(name, path, Flags.O_CREAT | Flags.O_WRONLY, 0600)
                .on(Errno.ENOENT, gone)
                .onError(failed);
        opener.keep(name, Descriptors.TAIL);
        code.call("go to the end of " + name, SystemCall.LSEEK, TAIL, EMPTY, Flags.SEEK_END);
    }

    private void finish(String name, Label end, Label failed) {
        code.place(end);
        code.call("put " + name + " on disk", SystemCall.FSYNC, TAIL).onError(failed);
        code.call("close " + name, SystemCall.CLOSE, TAIL);
    }
}
