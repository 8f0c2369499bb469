package io.caisson.shims.internal;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.time.Deadline;
import io.caisson.shims.internal.program.Control;
import io.caisson.shims.internal.program.Errno;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link ShimProcess} of a shim that runs, or has run. Safe for many threads. */
final class RunningShim implements ShimProcess {
    private static final Logger LOG = LoggerFactory.getLogger(RunningShim.class);
    private static final Duration LAST_DRAIN = Duration.ofSeconds(1);
    private static final Duration FULL_PAUSE = Duration.ofMillis(100);
    private static final Duration KILL_TIME = Duration.ofSeconds(1);

    private final ShimContext context;
    private final Kernel kernel;
    private final ProcessFiles files;
    private final ProcessIdentity process;
    private final Optional<ProcessIdentity> shim;
    private final ExitWatch watch;
    private final OutputPump pump;

    // Guarded by this
    private final ShimHandles handles;
    private boolean finishing;
    private boolean closed;

    RunningShim(
            ShimContext context,
            ProcessFiles files,
            ProcessIdentity process,
            Optional<ProcessIdentity> shim,
            ShimHandles handles,
            OutputPump pump) {
        this.context = context;
        this.kernel = context.kernel();
        this.files = files;
        this.process = process;
        this.shim = shim;
        this.handles = handles;
        this.pump = pump;
        this.watch = new ExitWatch(context, files, process, handles.process(), handles.shim());
    }

    /** Begins to watch. Only once. @param sentences those of the shim's program; empty if unknown */
    RunningShim start(List<String> sentences) {
        watch.start(handles.notices().map(fd -> new NoticeReader(kernel, fd)), sentences);
        return this;
    }

    @Override
    public ProcessIdentity process() {
        return process;
    }

    @Override
    public Optional<ProcessIdentity> shim() {
        return shim;
    }

    @Override
    public boolean shimAlive() {
        return !watch.isShimGone();
    }

    @Override
    public CompletionStage<ProcessExit> exited() {
        return watch.exited().minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> shimLost() {
        return watch.shimLost().minimalCompletionStage();
    }

    @Override
    public synchronized void signal(int signal) {
        if (closed || watch.isDecided() || handles.process().isEmpty()) {
            throw new CaissonException(
                    ErrorCode.NOT_FOUND,
                    "process.gone",
                    "process " + process.pid() + " has ended",
                    Map.of("pid", Long.toString(process.pid())));
        }
        kernel.pidfdSendSignal(handles.process().get(), signal);
    }

    @Override
    public void writeStdin(ByteBuffer bytes, Deadline deadline) {
        while (bytes.hasRemaining()) {
            Optional<Fd> full = writeSome(bytes);
            full.ifPresent(fd -> awaitWritable(fd, deadline));
            if (full.isPresent() && deadline.hasPassed()) {
                throw new CaissonException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "process.stdin-full",
                        "process " + process.pid() + " does not read its standard input");
            }
        }
    }

    /** Waits a short while: a duplicate keeps a standard input open that is being closed. */
    private void awaitWritable(Fd duplicate, Deadline deadline) {
        try (duplicate) {
            kernel.awaitWritable(duplicate, deadline.atMost(FULL_PAUSE));
        }
    }

    /** {@return a duplicate of the descriptor to wait for when it is full; else empty} */
    private synchronized Optional<Fd> writeSome(ByteBuffer bytes) {
        Fd fd = handles.terminal().or(handles::stdin).filter(open -> !closed).orElseThrow(() -> stdinClosed());
        try {
            return kernel.write(fd, bytes) < 0 ? Optional.of(kernel.duplicate(fd)) : Optional.empty();
        } catch (CaissonException e) {
            String errno = e.details().get("errno");
            if (Errno.EPIPE.name().equals(errno) || Errno.EIO.name().equals(errno)) {
                throw stdinClosed();
            }
            throw e;
        }
    }

    private CaissonException stdinClosed() {
        return new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                "process.stdin-closed",
                "standard input of process " + process.pid() + " is closed or was never open");
    }

    @Override
    public synchronized void closeStdin() {
        if (closed || handles.terminal().isPresent()) {
            return;
        }
        // The next server must not open it again.
        ProcessFiles.remove(files.stream(0));
        handles.closeStdin();
        tell(Control.GO_ON);
    }

    @Override
    public synchronized void resize(TerminalSize size) {
        Fd terminal = handles.terminal()
                .filter(open -> !closed)
                .orElseThrow(() -> new CaissonException(
                        ErrorCode.FAILED_PRECONDITION,
                        "process.no-terminal",
                        "process " + process.pid() + " has no terminal"));
        kernel.setWindowSize(terminal, size.rows(), size.columns());
    }

    @Override
    public void finish(Deadline deadline) {
        synchronized (this) {
            if (finishing || closed) {
                return;
            }
            finishing = true;
        }
        if (!drain(deadline)) {
            LOG.atWarn().addKeyValue("pid", process.pid()).log("output not delivered in time");
        }
        FailPoints.hit("shim.drained");
        watch.letShimGo();
        endShim(deadline);
        FailPoints.hit("shim.ended");
        // What others than the process wrote meanwhile; the shim's end has closed nothing that is read here.
        drain(Deadline.after(LAST_DRAIN));
        close();
    }

    private boolean drain(Deadline deadline) {
        try {
            pump.drain().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void endShim(Deadline deadline) {
        Optional<Fd> pidfd;
        boolean told;
        synchronized (this) {
            pidfd = closed ? Optional.empty() : handles.shim();
            told = handles.control().isPresent();
            tell(Control.DONE);
        }
        pidfd.ifPresent(fd -> {
            if (!told || !kernel.awaitReadable(fd, deadline)) {
                LOG.atWarn().addKeyValue("pid", process.pid()).log("shim does not end and is killed");
                ProcessTree.kill(kernel, fd);
                kernel.awaitReadable(fd, Deadline.after(KILL_TIME));
            }
            kernel.waitChild(fd);
            watch.shimEnded();
            context.orphans().came();
        });
    }

    private synchronized void tell(byte command) {
        if (!closed && !watch.isShimGone()) {
            handles.control().ifPresent(fd -> kernel.write(fd, Control.message(command)));
        }
    }

    @Override
    public void close() {
        watch.stop();
        pump.stop();
        synchronized (this) {
            closed = true;
            handles.close();
        }
    }
}
