package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.F_GETPIPE_SZ;
import static io.caisson.shims.internal.program.Flags.F_SETFL;

import io.caisson.api.container.StreamTarget;
import java.nio.file.Path;

/**
 * Writes the instructions that open one standard stream: the container's descriptor and, where it leads to a FIFO, a
 * keeper, so that neither side sees the other's end before it should. What is at a path is found out by the program: only
 * a FIFO has a pipe's size.
 */
final class StreamCode {
    private static final long WAIT_NANOS = 25_000_000;

    private final Assembler code;
    private final Opener opener;
    private final Timer timer;
    private final Cell scratch;
    private final Cell pause;

    StreamCode(Assembler code, Opener opener, Timer timer, Cell scratch) {
        this.code = code;
        this.opener = opener;
        this.timer = timer;
        this.scratch = scratch;
        this.pause = code.words("pause", 0, WAIT_NANOS);
    }

    /** {@return whether descriptor {@link Descriptors#STREAM} + number is open afterwards} @param number 0, 1 or 2 */
    boolean open(int number, StreamTarget target) {
        if (target instanceof StreamTarget.Null) {
            return false;
        }
        String path = MonitorFiles.stream(number);
        String what = "our " + path;
        long append = 0;
        if (!(target instanceof StreamTarget.Server)) {
            path = pathOf(target).toString();
            what = MonitorFiles.stream(number) + ' ' + path;
            append = target instanceof StreamTarget.AppendedFile ? Flags.O_APPEND : 0;
            code.blame(Instruction.Subject.STREAM);
        }
        Cell pathCell = code.text(MonitorFiles.stream(number) + " path", path);
        if (number == 0) {
            openInput(what, pathCell);
        } else {
            openOutput(what, pathCell, number, append);
        }
        code.blame(Instruction.Subject.SHIM);
        return true;
    }

    private static Path pathOf(StreamTarget target) {
        return target instanceof StreamTarget.AppendedFile file
                ? file.path()
                : ((StreamTarget.ClientPath) target).path();
    }

    private void openInput(String what, Cell path) {
        opener.open(what, path, Flags.O_RDONLY | Flags.O_NONBLOCK | Flags.O_NOCTTY, 0, Descriptors.STREAM);
        keeper(what, 0, Flags.O_WRONLY, 0);
    }

    /** A FIFO without a reader refuses a writer that does not wait: so it is tried until the timer ends. */
    private void openOutput(String what, Cell path, int number, long append) {
        Label retry = code.label("try " + MonitorFiles.stream(number));
        Label absent = code.label("no reader of " + MonitorFiles.stream(number));
        Label opened = code.label(MonitorFiles.stream(number) + " is open");
        long flags = Flags.O_WRONLY | Flags.O_NONBLOCK | Flags.O_NOCTTY | append;
        code.place(retry);
        opener.tryOpen(what, path, flags, 0).on(Errno.ENXIO, absent);
        code.jump("go on with " + what, opened);
        code.place(absent);
        code.call("wait for a reader of " + what, SystemCall.NANOSLEEP, pause.address(), Flags.EMPTY);
        timer.ifRunning("wait for a reader of " + what, scratch, retry);
        opener.tryOpen(what + " (no reader came in time)", path, flags, 0);
        code.place(opened);
        opener.keep(what, Descriptors.STREAM + number);
        keeper(what, number, Flags.O_RDWR, append);
    }

    private void keeper(String what, int number, long access, long append) {
        int stream = Descriptors.STREAM + number;
        Label plain = code.label(MonitorFiles.stream(number) + " is no FIFO");
        code.call("look at " + what, SystemCall.FCNTL, Operand.of(stream), F_GETPIPE_SZ)
                .on(Errno.EBADF, plain);
        Cell again = code.text(MonitorFiles.stream(number) + " again", "/proc/self/fd/" + stream);
        opener.open("keeper of " + what, again, access | Flags.O_NONBLOCK, 0, Descriptors.KEEPER + number);
        code.place(plain);
        code.call(
                "let reads and writes of " + what + " wait",
                SystemCall.FCNTL,
                Operand.of(stream),
                F_SETFL,
                append == 0 ? Flags.EMPTY : Operand.of("O_APPEND", append));
    }
}
