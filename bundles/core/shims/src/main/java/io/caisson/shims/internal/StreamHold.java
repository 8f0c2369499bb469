package io.caisson.shims.internal;

import io.caisson.api.container.OutputListener;
import io.caisson.api.error.CaissonException;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.shims.internal.program.Descriptors;
import io.caisson.shims.internal.program.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Takes duplicates of what a shim keeps, so that streams live through a shim that is killed. */
record StreamHold(Kernel kernel, ProcessFiles files, ShimHandles handles, OutputPump pump) {
    private static final int STREAMS = 3;

    void take(boolean terminal) {
        if (terminal) {
            fromShim(Descriptors.MASTER).ifPresent(master -> {
                handles.terminal(master);
                pump.addTerminal(kernel.duplicate(master));
            });
            return;
        }
        openOurStdin();
        for (int i = 0; i < STREAMS; i++) {
            if (Files.notExists(files.stream(i))) {
                takeKeeper(i);
            }
        }
    }

    /** Reads our FIFOs; they are found by path, so that this needs no shim. */
    void openOurOutputs() {
        openOutput(1, OutputListener.Source.STDOUT);
        openOutput(2, OutputListener.Source.STDERR);
    }

    private void openOutput(int number, OutputListener.Source source) {
        Path fifo = files.stream(number);
        if (Files.exists(fifo)) {
            pump.add(source, kernel.open(fifo, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0), files.spool(number));
        }
    }

    /** A FIFO that nobody reads any more cannot be opened for writing: then standard input is closed. */
    void openOurStdin() {
        Path fifo = files.stream(0);
        if (Files.notExists(fifo)) {
            return;
        }
        try {
            handles.stdin(kernel.open(fifo, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, 0));
        } catch (CaissonException e) {
            if (!Errno.ENXIO.name().equals(e.details().get("errno"))) {
                throw e;
            }
        }
    }

    /** Only a client's FIFO has a keeper here; a client's standard input is closed by closing ours as well. */
    private void takeKeeper(int number) {
        Optional<Fd> keeper = fromShim(Descriptors.KEEPER + number);
        keeper.ifPresent(number == 0 ? handles::keepStdin : handles::keep);
    }

    private Optional<Fd> fromShim(int number) {
        try {
            return handles.shim().map(shim -> kernel.pidfdGetFd(shim, number));
        } catch (CaissonException e) {
            String errno = e.details().get("errno");
            if (Errno.EBADF.name().equals(errno) || "ESRCH".equals(errno)) {
                return Optional.empty(); // there is none, or the shim has just ended
            }
            throw e;
        }
    }
}
