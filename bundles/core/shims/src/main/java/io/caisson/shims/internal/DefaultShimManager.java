package io.caisson.shims.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.shim.ShimManager;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.time.Deadline;
import io.caisson.shims.internal.program.Control;
import io.caisson.shims.internal.program.MonitorSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** {@link ShimManager} with shims that run compiled programs. Safe for many threads. */
@Component(service = ShimManager.class)
public final class DefaultShimManager implements ShimManager {
    /** Begins with a dot, so that no container can have this name. */
    private static final String CONSOLES = ".console";

    private static final int CONSOLE_NAME_BYTES = 8;

    /** Of sun_path, less the zero byte at its end: unix(7). */
    private static final int MAX_SOCKET_PATH = 107;

    private final ShimContext context;
    private final Path consoles;

    /** Makes the server the second subreaper, so that a process whose shim is killed becomes its child. */
    @Activate
    public DefaultShimManager(@Reference Kernel kernel, @Reference ServerSettings settings) {
        this(kernel, settings, UnaryOperator.identity());
    }

    /** @param adjust changes what all programs of this manager are compiled with */
    DefaultShimManager(Kernel kernel, ServerSettings settings, UnaryOperator<MonitorSettings> adjust) {
        kernel.becomeSubreaper();
        this.context = new ShimContext(kernel, adjust);
        this.consoles = settings.stateDir().resolve(CONSOLES);
    }

    /** Shims and processes are left alone; whoever holds a {@link ShimProcess} closes it. */
    @Deactivate
    public void close() {
        context.close();
    }

    @Override
    public Path consoleSocket(ContainerId container, ProcessId process) {
        byte[] names = (container.value() + '/' + process.value()).getBytes(StandardCharsets.UTF_8);
        String name = HexFormat.of().formatHex(sha256(names), 0, CONSOLE_NAME_BYTES);
        Path socket = consoles.resolve(name);
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
            throw new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "shim.path-too-long",
                    "a terminal needs a socket in " + consoles + ", whose path is too long for one");
        }
        return socket;
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    @Override
    public ShimProcess launch(ShimRequest request, OutputListener output, Deadline deadline) {
        return new Launch(context, request, output, deadline).run();
    }

    @Override
    public ShimProcess reattach(
            Path processDir,
            ProcessIdentity process,
            Optional<ProcessIdentity> shim,
            OutputListener output,
            Deadline deadline) {
        return new Reattachment(context, processDir, process, output, deadline).run(shim);
    }

    @Override
    public boolean signal(ProcessIdentity process, int signal) {
        Optional<Fd> pidfd = Processes.open(context.kernel(), process);
        if (pidfd.isEmpty()) {
            return false;
        }
        try (Fd open = pidfd.get()) {
            context.kernel().pidfdSendSignal(open, signal);
            return true;
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void discard(Path processDir, Deadline deadline) {
        if (Files.notExists(processDir)) {
            return;
        }
        ProcessFiles files = new ProcessFiles(processDir);
        Kernel kernel = context.kernel();
        Optional<ShimNote> note = files.shim();
        Optional<Fd> shim = note.flatMap(known -> Processes.open(kernel, known.shim()));
        if (shim.isPresent()) {
            endShim(files, shim.get(), note.get().shim().pid(), deadline);
        }
        FailPoints.hit("shim.before-remove-files");
        files.removeAll();
    }

    private void endShim(ProcessFiles files, Fd shim, long pid, Deadline deadline) {
        Kernel kernel = context.kernel();
        Optional<Fd> control = Optional.empty();
        try {
            if (Files.exists(files.control())) {
                control = Optional.of(kernel.open(files.control(), OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0));
            }
            new ProcessTree(kernel, shim, pid).end(control, Control.message(Control.DONE), deadline);
            context.orphans().came();
        } finally {
            control.ifPresent(Fd::close);
            shim.close();
        }
    }
}
