package io.caisson.shims.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.runtime.RuntimeCommand;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimManager;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.time.Deadline;
import io.caisson.linux.LinuxKernel;
import io.caisson.shims.internal.program.MonitorSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A shim manager on the real kernel, and a stand-in for an OCI runtime that starts any command. Needs root. */
final class ShimHarness implements AutoCloseable {
    static final Kernel KERNEL = new LinuxKernel();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final String RUNTIME = """
            #!/bin/sh
            # Starts a command, leaves it behind, tells its pid: as a runtime's create does. The command is the child of
            # a subshell that ends at once, since a shell that stays may reap it.
            pidfile=$1; shift
            exec 3<&0
            (sh -c 'file=$1; shift; echo $$ >"$file"; exec setsid env --default-signal "$@"' \
                sh "$pidfile" "$@" <&3 3<&- &)
            while [ ! -s "$pidfile" ]; do :; done
            """;

    /** Collects output. */
    static final class Output implements OutputListener {
        private final Map<Source, ByteArrayOutputStream> bytes =
                Map.of(Source.STDOUT, new ByteArrayOutputStream(), Source.STDERR, new ByteArrayOutputStream());

        @Override
        public synchronized void onOutput(Source source, ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            bytes.get(source).writeBytes(copy);
            notifyAll();
        }

        synchronized byte[] bytes(Source source) {
            return bytes.get(source).toByteArray();
        }

        String stdout() {
            return new String(bytes(Source.STDOUT), StandardCharsets.UTF_8);
        }

        String stderr() {
            return new String(bytes(Source.STDERR), StandardCharsets.UTF_8);
        }

        void awaitStdout(String part) {
            await(() -> stdout().contains(part), () -> "no \"" + part + "\" in: " + stdout());
        }
    }

    private final Path stateDir;
    private final Path runtime;
    private final List<ShimProcess> started = Collections.synchronizedList(new ArrayList<>());
    private DefaultShimManager manager;

    ShimHarness(Path stateDir) {
        assertEquals("root", System.getProperty("user.name"), "these tests need root");
        this.stateDir = stateDir;
        this.runtime = stateDir.resolve("runtime");
        try {
            Files.writeString(runtime, RUNTIME);
            Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        manager = new DefaultShimManager(KERNEL, new Settings(stateDir));
    }

    private record Settings(Path stateDir) implements ServerSettings {
        @Override
        public Path rootDir() {
            return stateDir;
        }

        @Override
        public Path logDir() {
            return stateDir;
        }

        @Override
        public String runtime() {
            return "runc";
        }

        @Override
        public List<String> runtimeArgs() {
            return List.of();
        }

        @Override
        public String version() {
            return "test";
        }
    }

    ShimManager manager() {
        return manager;
    }

    /** The server goes and comes again; what it held must have been closed before. */
    void restart() {
        restart(KERNEL, UnaryOperator.identity());
    }

    /** The server comes again on another kernel, or compiles its programs with other settings. */
    void restart(Kernel kernel, UnaryOperator<MonitorSettings> adjust) {
        manager.close();
        manager = new DefaultShimManager(kernel, new Settings(stateDir), adjust);
    }

    static Deadline deadline() {
        return Deadline.after(PATIENCE);
    }

    Path processDir() {
        try {
            return Files.createDirectory(stateDir.resolve("p" + COUNT.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request that lets the stand-in start a shell with that script. */
    ShimRequest shell(StdioRequest stdio, String script) {
        return shell(processDir(), stdio, script);
    }

    ShimRequest shell(Path dir, StdioRequest stdio, String script) {
        return request(
                dir,
                List.of(runtime.toString(), dir.resolve("pid").toString(), "/bin/sh", "-c", script),
                stdio,
                Optional.empty(),
                Optional.empty());
    }

    ShimRequest request(
            Path dir,
            List<String> argv,
            StdioRequest stdio,
            Optional<Path> consoleSocket,
            Optional<TerminalSize> terminalSize) {
        return new ShimRequest(
                new ContainerId("c" + COUNT.incrementAndGet()),
                ProcessId.INIT,
                dir,
                "/oci/bundle",
                "fake",
                new RuntimeCommand("create", argv, dir.resolve("log.json"), Duration.ofSeconds(30)),
                dir.resolve("pid"),
                consoleSocket,
                terminalSize,
                stdio,
                Path.of("/"),
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
    }

    ShimProcess launch(ShimRequest request, OutputListener output) {
        return track(manager.launch(request, output, deadline()));
    }

    ShimProcess launch(StdioRequest stdio, String script, OutputListener output) {
        return launch(shell(stdio, script), output);
    }

    ShimProcess reattach(Path dir, ProcessIdentity process, Optional<ProcessIdentity> shim, OutputListener output) {
        return track(manager.reattach(dir, process, shim, output, deadline()));
    }

    private ShimProcess track(ShimProcess process) {
        started.add(process);
        return process;
    }

    static ProcessExit exitOf(ShimProcess process) {
        try {
            return process.exited().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no exit", e);
        }
    }

    static boolean isDone(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        return future.isDone();
    }

    static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        Deadline deadline = deadline();
        while (!condition.getAsBoolean()) {
            if (deadline.hasPassed()) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    static boolean lives(ProcessIdentity process) {
        return KERNEL.identify(process.pid()).filter(process::isSameProcess).isPresent()
                && !"Z".equals(state(process.pid()));
    }

    static String state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends a signal to exactly that process, if it is there. */
    static void signal(ProcessIdentity process, int signal) {
        Processes.open(KERNEL, process).ifPresent(pidfd -> {
            KERNEL.pidfdSendSignal(pidfd, signal);
            pidfd.close();
        });
    }

    /** Kills a process and waits until it has gone, reaping it where it is ours. */
    static void kill(ProcessIdentity process) {
        Processes.open(KERNEL, process).ifPresent(pidfd -> {
            ProcessTree.kill(KERNEL, pidfd);
            KERNEL.awaitReadable(pidfd, deadline());
            KERNEL.waitChild(pidfd);
            pidfd.close();
        });
    }

    /** Ends what a test left. */
    @Override
    public void close() {
        for (ShimProcess process : started) {
            kill(process.process());
            process.close();
            process.shim().ifPresent(ShimHarness::kill);
        }
        manager.close();
        KERNEL.reapOrphans();
    }
}
