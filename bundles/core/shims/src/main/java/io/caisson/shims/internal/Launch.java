package io.caisson.shims.internal;

import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.kernel.SpawnRequest;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.time.Deadline;
import io.caisson.shims.internal.program.Control;
import io.caisson.shims.internal.program.Notice;
import io.caisson.shims.internal.program.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start of a shim. Used once, by one thread. */
final class Launch {
    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);
    private static final int PIPE_BYTES = 1 << 20;
    private static final int FIFO_MODE = 0600;
    private static final Path NULL_DEVICE = Path.of("/dev/null");

    /** How long clearing up after a failure may take beyond the deadline. */
    private static final Duration ABANDON_TIME = Duration.ofSeconds(5);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final ShimContext context;
    private final Kernel kernel;
    private final ShimRequest request;
    private final Deadline deadline;
    private final ProcessFiles files;
    private final OutputPump pump;
    private final ShimHandles handles = new ShimHandles();
    private ProcessIdentity shim;

    Launch(ShimContext context, ShimRequest request, OutputListener output, Deadline deadline) {
        this.context = context;
        this.kernel = context.kernel();
        this.request = request;
        this.deadline = deadline;
        this.files = new ProcessFiles(request.processDir());
        this.pump = new OutputPump(context, output);
    }

    RunningShim run() {
        try {
            Program program = ShimDeaths.compile(request, context.monitorSettings());
            prepare();
            FailPoints.hit("launch.after-fifos");
            spawn(program);
            FailPoints.hit("launch.after-note");
            runCommand(program);
            FailPoints.hit("launch.after-command");
            ProcessIdentity process = takeHold();
            FailPoints.hit("launch.after-hold");
            return new RunningShim(context, files, process, Optional.of(shim), handles, pump)
                    .start(program.sentences());
        } catch (RuntimeException e) {
            FailPoints.hit("launch.failed");
            try {
                abandon();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void prepare() {
        kernel.makeFifo(files.control(), FIFO_MODE);
        kernel.makeFifo(files.exit(), FIFO_MODE);
        handles.lock(ServerLock.tryTake(files.lock())
                .orElseThrow(() -> LaunchFailures.failed("another server holds " + files.lock())));
        handles.control(openFifo(files.control()));
        handles.notices(openFifo(files.exit()));
        if (request.terminal()) {
            prepareConsole(request.consoleSocket().get());
        } else {
            prepareStream(0, request.stdio().stdin());
            prepareStream(1, request.stdio().stdout());
            prepareStream(2, request.stdio().stderr());
        }
    }

    private static void prepareConsole(Path socket) {
        try {
            Files.createDirectories(
                    socket.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepareStream(int number, StreamTarget target) {
        if (target instanceof StreamTarget.AppendedFile file) {
            AppendedFiles.prepare(file.path());
        }
        if (!(target instanceof StreamTarget.Server)) {
            return;
        }
        kernel.makeFifo(files.stream(number), FIFO_MODE);
        if (number > 0) {
            Fd reader = openFifo(files.stream(number));
            kernel.setPipeSize(reader, PIPE_BYTES);
            pump.add(
                    number == 1 ? OutputListener.Source.STDOUT : OutputListener.Source.STDERR,
                    reader,
                    files.spool(number));
        }
    }

    private Fd openFifo(Path fifo) {
        return kernel.open(fifo, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0);
    }

    private void spawn(Program program) {
        try (Fd none = kernel.open(NULL_DEVICE, OpenFlags.O_RDWR, 0);
                Fd code = kernel.sealedMemfd("caisson-program", program.encode())) {
            Fd interpreter = context.interpreter();
            handles.shim(kernel.spawn(new SpawnRequest(
                    "/proc/self/fd/" + interpreter.number(),
                    List.of("caisson-shim", request.container().value(), request.titleBundle(), request.titleRuntime()),
                    Map.of(),
                    files.directory(),
                    List.of(none, none, none, code, handles.notices().orElseThrow(), interpreter))));
        }
        Fd pidfd = handles.shim().orElseThrow();
        shim = kernel.identify(kernel.pidOf(pidfd))
                .orElseThrow(() -> LaunchFailures.failed("shim ended as soon as it was started"));
        FailPoints.hit("launch.after-spawn");
        // Before it may do anything: a server that comes after us must be able to find it.
        files.writeShim(new ShimNote(shim, request.terminal()));
    }

    private void runCommand(Program program) {
        try (LaunchWatch watch = new LaunchWatch(
                context, handles.notices().orElseThrow(), handles.shim().orElseThrow())) {
            goOn();
            Notice notice = watch.await(deadline)
                    .orElseThrow(() -> LaunchFailures.failed("shim ended before the process was started"));
            if (notice.kind() != Notice.RUNTIME_ENDED || notice.value() != 0) {
                throw LaunchFailures.ofNotice(notice, program, request);
            }
        } catch (TimeoutException e) {
            throw LaunchFailures.timeout(request);
        }
    }

    private void goOn() {
        kernel.write(handles.control().orElseThrow(), Control.message(Control.GO_ON));
    }

    /** The shim reaps nothing before it is told that this is done: so even a process that has ended can be held. */
    private ProcessIdentity takeHold() {
        OptionalLong pid = ProcessFiles.readPid(request.pidFile());
        ProcessIdentity process = (pid.isPresent()
                        ? kernel.identify(pid.getAsLong())
                        : Optional.<ProcessIdentity>empty())
                .orElseThrow(() -> LaunchFailures.failed(request.pidFile() + " names no process"));
        handles.process(Processes.open(kernel, process)
                .orElseThrow(() -> LaunchFailures.failed(request.pidFile() + " names no process")));
        requireOwn(process.pid());
        new StreamHold(kernel, files, handles, pump).take(request.terminal());
        if (request.terminal()) {
            Fd terminal = handles.terminal()
                    .orElseThrow(() -> LaunchFailures.failed("runtime sent no terminal to the console socket"));
            request.terminalSize().ifPresent(size -> kernel.setWindowSize(terminal, size.rows(), size.columns()));
        }
        kernel.write(handles.control().orElseThrow(), Control.held(process.pid()));
        context.oomScore().check(shim.pid(), context.monitorSettings().shimOomScore());
        return process;
    }

    /** What a runtime writes must not make us kill PID 1: its orphan is the shim's child, or ours when the shim is lost. */
    private void requireOwn(long pid) {
        long parent = ProcessHandle.of(pid)
                .flatMap(ProcessHandle::parent)
                .map(ProcessHandle::pid)
                .orElse(0L);
        boolean inherited = kernel.pidfdEnded(handles.shim().orElseThrow())
                && parent == ProcessHandle.current().pid();
        if (parent != shim.pid() && !inherited) {
            throw LaunchFailures.failed(request.pidFile() + " names no process of the runtime's, but " + pid);
        }
    }

    /** Leaves neither shim nor command nor the process it made; what they wrote is handed on. */
    private void abandon() {
        try {
            Fd pidfd = handles.shim().orElse(null);
            if (pidfd != null && shim != null) {
                new ProcessTree(kernel, pidfd, shim.pid())
                        .end(handles.control(), Control.message(Control.DONE), Deadline.after(ABANDON_TIME));
                ProcessFiles.readPid(request.pidFile())
                        .ifPresent(pid -> new ProcessTree(kernel, pidfd, shim.pid()).killInherited(pid));
                context.orphans().came();
            } else if (pidfd != null) {
                ProcessTree.kill(kernel, pidfd);
                kernel.awaitReadable(pidfd, Deadline.after(ABANDON_TIME));
                kernel.waitChild(pidfd);
            }
            request.consoleSocket().ifPresent(ProcessFiles::remove);
            pump.drain().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn().addKeyValue("container", request.container()).log("output of a failed start not delivered");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pump.stop();
            handles.close();
        }
    }
}
