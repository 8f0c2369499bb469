package io.caisson.shims.internal;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.kernel.Poller;
import io.caisson.api.shim.ProcessExit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns how one process ends: from the shim's record while there is one, else from the kernel. Nobody is told before it
 * is on disk. Does not own the descriptors. Safe for many threads.
 */
final class ExitWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ExitWatch.class);

    /** After this the shim, though it lives, is taken not to be able to record: its disk is full, or it is stopped. */
    private static final Duration RECORD_PATIENCE = Duration.ofSeconds(5);

    /** PID 1 may take seconds to reap what it adopted; before that the kernel does not tell. */
    private static final Duration KERNEL_PATIENCE = Duration.ofSeconds(15);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final Duration DISK_PAUSE = Duration.ofSeconds(1);
    private static final int DISK_ATTEMPTS = 10;

    private final ShimContext context;
    private final Kernel kernel;
    private final ProcessFiles files;
    private final ProcessIdentity process;
    private final Optional<Fd> processPidfd;
    private final Optional<Fd> shimPidfd;
    private final CompletableFuture<ProcessExit> exited = new CompletableFuture<>();
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    // Guarded by this
    private final ShimRecord record;
    private final List<Poller.Registration> registrations = new ArrayList<>();
    private boolean decided;
    private boolean shimGone;
    private boolean shimMayGo;
    private boolean stopped;

    ExitWatch(
            ShimContext context,
            ProcessFiles files,
            ProcessIdentity process,
            Optional<Fd> processPidfd,
            Optional<Fd> shimPidfd) {
        this.context = context;
        this.kernel = context.kernel();
        this.files = files;
        this.process = process;
        this.processPidfd = processPidfd;
        this.shimPidfd = shimPidfd;
        this.shimGone = shimPidfd.isEmpty();
        this.record = new ShimRecord(files.record(), process.pid());
    }

    CompletableFuture<ProcessExit> exited() {
        return exited;
    }

    CompletableFuture<Void> shimLost() {
        return lost;
    }

    synchronized boolean isDecided() {
        return decided;
    }

    synchronized boolean isShimGone() {
        return shimGone;
    }

    /** Begins. Only once. */
    void start(Optional<NoticeReader> notices, List<String> sentences) {
        notices.ifPresent(reader -> watch(reader.fd(), again -> {
            reader.read().forEach(notice -> reader.logFailure(notice, sentences));
            lookAtRecord();
            again.rearm();
        }));
        shimPidfd.ifPresent(fd -> watch(fd, once -> onShimEnd()));
        processPidfd.ifPresent(fd -> watch(fd, once -> onProcessEnd()));
        lookAtRecord();
        if (shimPidfd.isEmpty()) {
            onWithoutShim();
        } else if (processPidfd.isEmpty()) {
            later(RECORD_PATIENCE, this::giveUpRecord);
        }
    }

    private interface Handler {
        void handle(Poller.Registration registration);
    }

    private void watch(Fd fd, Handler handler) {
        CompletableFuture<Poller.Registration> self = new CompletableFuture<>();
        Poller.Registration registration = context.poller().onReadable(fd, () -> handler.handle(self.join()));
        self.complete(registration);
        synchronized (this) {
            registrations.add(registration);
        }
    }

    /** From now on the end of the shim is no loss. */
    synchronized void letShimGo() {
        shimMayGo = true;
    }

    /** The shim was told to end, and has. */
    synchronized void shimEnded() {
        shimGone = true;
    }

    /** Stops; the descriptors are not used afterwards. */
    void stop() {
        List<Poller.Registration> all;
        synchronized (this) {
            stopped = true;
            all = List.copyOf(registrations);
        }
        // Not under the lock: a handler may wait for it, and this waits for the handler.
        all.forEach(Poller.Registration::close);
        context.orphans().forget(this);
    }

    private synchronized void lookAtRecord() {
        if (!decided && !stopped) {
            record.find().ifPresent(status -> decide(new ProcessExit(status, ProcessExit.Source.RECORD), false));
        }
    }

    private synchronized void onShimEnd() {
        if (stopped || shimGone) {
            return;
        }
        shimGone = true;
        kernel.waitChild(shimPidfd.orElseThrow());
        lookAtRecord();
        if (!shimMayGo) {
            LOG.atWarn().addKeyValue("pid", process.pid()).log("shim lost");
            context.orphans().came();
            later(Duration.ZERO, () -> lost.complete(null));
        }
        awaitKernel();
    }

    private synchronized void onWithoutShim() {
        if (decided) {
            return;
        }
        if (processPidfd.isPresent()) {
            later(Duration.ZERO, () -> lost.complete(null));
        }
        awaitKernel();
    }

    /** The shim lives, the process has been reaped, and still it is not recorded: that could not be written. */
    private synchronized void giveUpRecord() {
        lookAtRecord();
        if (!decided && !stopped) {
            decideFromNote();
        }
    }

    private void decideFromNote() {
        Optional<KernelNote> note = files.exitStatus();
        decide(note.map(KernelNote::exit).orElseGet(ExitWatch::unknown), note.isEmpty());
    }

    private void awaitKernel() {
        if (decided) {
            return;
        }
        if (processPidfd.isEmpty()) {
            decideFromNote();
            return;
        }
        context.orphans().await(this);
        if (kernel.pidfdEnded(processPidfd.orElseThrow())) {
            askKernel(System.nanoTime(), FIRST_PAUSE);
        }
    }

    private synchronized void onProcessEnd() {
        if (shimGone) {
            askKernel(System.nanoTime(), FIRST_PAUSE);
        } else {
            later(RECORD_PATIENCE, this::askWhileShimLives);
        }
    }

    /**
     * Either it was reaped without a record, or the shim is stopped and has not reaped it: the kernel tells in both cases.
     * An old kernel does not tell of what was reaped.
     */
    private synchronized void askWhileShimLives() {
        if (decided || stopped || shimGone) {
            return;
        }
        lookAtRecord();
        if (decided) {
            return;
        }
        Fd pidfd = processPidfd.orElseThrow();
        OptionalInt status = kernel.pidfdExitStatus(pidfd);
        if (status.isEmpty()) {
            status = kernel.zombieStatus(pidfd);
        }
        if (status.isPresent() || record.isUnreadable()) {
            decide(status.isPresent() ? told(status.getAsInt()) : unknown(), true);
        } else {
            later(RECORD_PATIENCE, this::askWhileShimLives);
        }
    }

    private synchronized void askKernel(long since, Duration pause) {
        if (decided || stopped) {
            return;
        }
        Fd pidfd = processPidfd.orElseThrow();
        OptionalInt status = kernel.waitChild(pidfd) instanceof ChildWait.Ended ended
                ? OptionalInt.of(ended.waitStatus())
                : kernel.pidfdExitStatus(pidfd);
        if (status.isEmpty()) { // whoever inherited it takes its time: a virtual machine's first process may
            status = kernel.zombieStatus(pidfd);
        }
        if (status.isPresent()) {
            decide(told(status.getAsInt()), true);
        } else if (System.nanoTime() - since > KERNEL_PATIENCE.toNanos()) {
            decide(unknown(), true);
        } else {
            Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            later(pause, () -> askKernel(since, next));
        }
    }

    private static ProcessExit told(int waitStatus) {
        return new ProcessExit(ExitStatus.ofWaitStatus(waitStatus, Instant.now()), ProcessExit.Source.KERNEL);
    }

    private static ProcessExit unknown() {
        return new ProcessExit(ExitStatus.unknown(Instant.now()), ProcessExit.Source.LOST);
    }

    /** @param write whether it must be put on disk first */
    private void decide(ProcessExit exit, boolean write) {
        decided = true;
        context.orphans().forget(this);
        later(Duration.ZERO, () -> tell(exit, write ? DISK_ATTEMPTS : 0));
    }

    private void tell(ProcessExit exit, int attempts) {
        if (attempts > 0) {
            try {
                files.writeExitStatus(new KernelNote(exit));
            } catch (RuntimeException e) {
                if (attempts > 1) {
                    later(DISK_PAUSE, () -> tell(exit, attempts - 1));
                    return;
                }
                LOG.atError().addKeyValue("pid", process.pid()).setCause(e).log("cannot write exit status");
            }
        }
        exited.complete(exit);
    }

    private void later(Duration pause, Runnable task) {
        context.later(pause, task);
    }
}
