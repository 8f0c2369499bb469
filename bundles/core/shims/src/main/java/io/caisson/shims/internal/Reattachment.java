package io.caisson.shims.internal;

import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes hold of what an earlier server started. Used once, by one thread. */
final class Reattachment {
    private static final Logger LOG = LoggerFactory.getLogger(Reattachment.class);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ShimContext context;
    private final Kernel kernel;
    private final ProcessFiles files;
    private final ProcessIdentity process;
    private final OutputPump pump;
    private final Deadline deadline;
    private final ShimHandles handles = new ShimHandles();

    Reattachment(
            ShimContext context, Path processDir, ProcessIdentity process, OutputListener output, Deadline deadline) {
        this.context = context;
        this.kernel = context.kernel();
        this.files = new ProcessFiles(processDir);
        this.process = process;
        this.pump = new OutputPump(context, output);
        this.deadline = deadline;
    }

    RunningShim run(Optional<ProcessIdentity> knownShim) {
        try {
            Optional<ShimNote> note = files.shim();
            Optional<ProcessIdentity> identity = knownShim.or(() -> note.map(ShimNote::shim));
            identity.flatMap(shim -> Processes.open(kernel, shim)).ifPresent(handles::shim);
            lock();
            boolean shimLives =
                    handles.shim().filter(fd -> !kernel.pidfdEnded(fd)).isPresent();
            Processes.open(kernel, process).ifPresent(handles::process);
            pump.addLeft(OutputListener.Source.STDOUT, files, 1);
            pump.addLeft(OutputListener.Source.STDERR, files, 2);
            takeStreams(
                    shimLives, understands(note), note.map(ShimNote::terminal).orElse(false));
            if (!shimLives) {
                endHandleOfDeadShim();
            }
            return new RunningShim(context, files, process, identity.filter(shim -> shimLives), handles, pump)
                    .start(List.of());
        } catch (RuntimeException e) {
            pump.stop();
            handles.close();
            throw e;
        }
    }

    /** While the shim has the lock it writes tails and is about to end. */
    private void lock() {
        if (Files.notExists(files.directory())) {
            return;
        }
        Optional<ServerLock> lock = ServerLock.tryTake(files.lock());
        while (lock.isEmpty()) {
            if (deadline.hasPassed()) {
                throw new CaissonException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "shim.timeout",
                        "shim or another server still holds " + files.lock());
            }
            pause();
            lock = ServerLock.tryTake(files.lock());
        }
        handles.lock(lock.get());
    }

    private void pause() {
        Optional<Fd> living = handles.shim().filter(fd -> !kernel.pidfdEnded(fd));
        if (living.isPresent()) {
            kernel.awaitReadable(living.get(), deadline.atMost(PAUSE));
            return;
        }
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaissonException(ErrorCode.UNAVAILABLE, "shim.interrupted", "interrupted while reattaching");
        }
    }

    /** What a shim of a newer server would make of our commands is not known: it is watched and, in the end, killed. */
    private boolean understands(Optional<ShimNote> note) {
        boolean understood = note.map(ShimNote::version).orElse(ShimNote.VERSION) <= ShimNote.VERSION;
        if (!understood) {
            LOG.atWarn()
                    .addKeyValue("directory", files.directory())
                    .addKeyValue("version", note.get().version())
                    .addKeyValue("known", ShimNote.VERSION)
                    .log("a shim of a newer server is watched, but told nothing");
        }
        return understood;
    }

    private void takeStreams(boolean shimLives, boolean commanded, boolean terminal) {
        StreamHold streams = new StreamHold(kernel, files, handles, pump);
        streams.openOurOutputs();
        if (shimLives) {
            if (commanded) {
                handles.control(openFifo(files.control()));
            }
            handles.notices(openFifo(files.exit()));
            streams.take(terminal);
        } else if (handles.process().isPresent()) {
            streams.openOurStdin();
        }
    }

    private Fd openFifo(Path fifo) {
        return kernel.open(fifo, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0);
    }

    private void endHandleOfDeadShim() {
        handles.shim().ifPresent(fd -> {
            kernel.waitChild(fd); // ours only if it was started by this JVM
            fd.close();
        });
        handles.shim(null);
    }
}
