package io.caisson.supervisor.internal;

import io.caisson.api.cgroup.Cgroups;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.runtime.CheckpointOptions;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.api.runtime.OciRuntimes;
import io.caisson.api.runtime.RuntimeCommand;
import io.caisson.api.runtime.RuntimeContainer;
import io.caisson.api.shim.ProcessExit;
import io.caisson.api.shim.ShimManager;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.api.spec.SpecService;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A host in memory as one server sees it: processes with their shims, what the runtime knows, cgroups. Every touch is a
 * kill point of that server; the {@link World} outlives servers.
 */
final class FakeHost implements ShimManager, OciRuntimes, OciRuntime, Cgroups, SpecService {
    private static final long SHIM_PIDS = 10_000;

    private final KillPoints points;
    private final World world;

    FakeHost(World world, KillPoints points) {
        this.world = world;
        this.points = points;
    }

    /** What is true whoever looks. */
    static final class World {
        private final Map<String, FakeProcess> processes = new ConcurrentHashMap<>(); // by container/process
        private final Map<String, String> runtimeStates = new TreeMap<>(); // guarded by this
        private long lastPid = 100; // guarded by this
        private long strangersFrom; // last pid before the reboot; guarded by this
        private final AtomicInteger touched = new AtomicInteger();

        /** Signals that the init of a container does not end of, as {@code web 15}. */
        final Set<String> ignoredSignals = ConcurrentHashMap.newKeySet();

        private final AtomicInteger signalled = new AtomicInteger();

        /** {@return how many signals were sent} */
        int signals() {
            return signalled.get();
        }

        /** The runtime has a container that no server made. */
        synchronized void leaveBehind(ContainerId container, String status) {
            runtimeStates.put(container.value(), status);
        }

        /** Runs when a shim has been asked for and before it is there. */
        volatile Runnable beforeLaunch = () -> {};

        final AtomicInteger launching = new AtomicInteger(); // how often it was asked for

        /** Runs before a process, given as container/process, is taken hold of again. */
        volatile Consumer<String> beforeReattach = key -> {};

        /** Runs before the cgroups are looked through. */
        volatile Runnable beforeCgroups = () -> {};

        /** Runs when the runtime has started init and before it ends. */
        volatile Runnable beforeStartEnds = () -> {};

        volatile Runnable beforePause = () -> {};

        /** The runtime starts init and is killed by its deadline all the same. */
        volatile boolean startsTooLate;

        /** What the document says; empty means the server's own. */
        volatile String cgroupsPath = "";

        /** Pids in every cgroup; it cannot be emptied then. */
        volatile Set<Long> strangers = Set.of();

        /** Names of cgroups below the server's own with processes. */
        volatile Set<String> populated = Set.of();

        final List<String> removedCgroups = new CopyOnWriteArrayList<>();

        synchronized FakeProcess launch(ContainerId container, ProcessId process) {
            long pid = ++lastPid;
            FakeProcess started = new FakeProcess(
                    new ProcessIdentity(pid, pid * 10, OptionalLong.of(pid)), container.value(), process.isInit());
            processes.put(key(container, process), started);
            if (process.isInit()) {
                runtimeStates.put(container.value(), "created");
            }
            return started;
        }

        void end(ContainerId container, ProcessId process, int code) {
            FakeProcess ended = processes.get(key(container, process));
            if (ended.init) {
                synchronized (this) {
                    runtimeStates.replace(container.value(), "stopped");
                }
                processes.values().stream()
                        .filter(each -> each.container.equals(container.value()) && !each.init)
                        .forEach(each -> each.end(137));
            }
            ended.end(code);
        }

        boolean isAlive(String key) {
            return processes.get(key).isAlive();
        }

        boolean isShimAlive(String key) {
            return processes.get(key).shimAlive;
        }

        synchronized boolean change(ContainerId container, String from, String to) {
            return runtimeStates.replace(container.value(), from, to);
        }

        synchronized Optional<String> runtimeState(ContainerId container) {
            return Optional.ofNullable(runtimeStates.get(container.value()));
        }

        synchronized void delete(ContainerId container) {
            processes.values().stream()
                    .filter(process -> process.container.equals(container.value()))
                    .forEach(process -> process.end(137));
            runtimeStates.remove(container.value());
        }

        /** All processes are gone; whoever has one of their pids now is a stranger, and so is who asks for one. */
        synchronized void reboot(boolean volatileState) {
            processes.values().forEach(FakeProcess::vanish);
            if (volatileState) {
                runtimeStates.clear();
            }
            strangersFrom = lastPid;
        }

        /** {@return how often somebody took a stranger for a process of before the reboot} */
        int touchedStrangers() {
            return touched.get();
        }

        private synchronized boolean isStranger(ProcessIdentity process) {
            boolean stranger = process.pid() <= strangersFrom;
            if (stranger) {
                touched.incrementAndGet();
            }
            return stranger;
        }

        /** A runtime that still knows a container of before the reboot believes its pid. */
        private synchronized void believe(ContainerId container) {
            FakeProcess init = processes.get(key(container, ProcessId.INIT));
            if (init != null && runtimeStates.containsKey(container.value())) {
                isStranger(init.identity);
            }
        }

        synchronized void forget(ContainerId container) {
            runtimeStates.remove(container.value());
        }

        /** {@return what is left: live processes, shims, containers of the runtime} */
        synchronized List<String> residue() {
            List<String> left = new ArrayList<>();
            processes.forEach((key, process) -> {
                if (process.isAlive()) {
                    left.add("process " + key);
                }
                if (process.shimAlive) {
                    left.add("shim " + key);
                }
            });
            runtimeStates.keySet().forEach(id -> left.add("runtime " + id));
            return left;
        }
    }

    /** A process of the world; ends when {@link #end} says so. */
    static final class FakeProcess {
        private final ProcessIdentity identity;
        private final String container;
        private final boolean init;
        private ExitStatus exit;
        private volatile boolean shimAlive = true;
        private final List<CompletableFuture<ProcessExit>> watchers = new ArrayList<>();

        FakeProcess(ProcessIdentity identity, String container, boolean init) {
            this.identity = identity;
            this.container = container;
            this.init = init;
        }

        synchronized void end(int code) {
            if (exit == null) {
                exit = new ExitStatus(
                        code,
                        code > 128 ? ExitStatus.Cause.SIGNALED : ExitStatus.Cause.EXITED,
                        Instant.parse("2026-01-01T00:00:00Z"));
                watchers.forEach(watcher -> watcher.complete(new ProcessExit(exit, ProcessExit.Source.RECORD)));
            }
        }

        /** Ends without anybody noting how. */
        synchronized void vanish() {
            exit = ExitStatus.unknown(Instant.parse("2026-01-01T00:00:00Z"));
            shimAlive = false;
        }

        synchronized CompletableFuture<ProcessExit> watch() {
            CompletableFuture<ProcessExit> watcher = new CompletableFuture<>();
            watchers.add(watcher);
            if (exit != null) {
                watcher.complete(new ProcessExit(exit, ProcessExit.Source.RECORD));
            }
            return watcher;
        }

        synchronized boolean isAlive() {
            return exit == null;
        }
    }

    private static String key(ContainerId container, ProcessId process) {
        return container + "/" + process;
    }

    private static String key(Path processDirectory) {
        String parent = processDirectory.getParent().getFileName().toString();
        return parent + "/" + processDirectory.getFileName();
    }

    // Shims.

    @Override
    public Path consoleSocket(ContainerId container, ProcessId process) {
        return Path.of("/console");
    }

    @Override
    public ShimProcess launch(ShimRequest request, OutputListener output, Deadline deadline) {
        points.at("before launch of " + request.process());
        world.launching.incrementAndGet();
        world.beforeLaunch.run();
        FakeProcess started = world.launch(request.container(), request.process());
        points.at("after launch of " + request.process());
        return new Handle(started);
    }

    @Override
    public ShimProcess reattach(
            Path processDir,
            ProcessIdentity process,
            Optional<ProcessIdentity> shim,
            OutputListener output,
            Deadline deadline) {
        points.at("reattach");
        world.beforeReattach.accept(key(processDir));
        world.isStranger(process);
        FakeProcess known = world.processes.get(key(processDir));
        if (!known.identity.isSameProcess(process)) {
            throw new AssertionError("another process is meant: " + process);
        }
        return new Handle(known);
    }

    @Override
    public boolean signal(ProcessIdentity process, int signal) {
        points.at("signal by identity");
        if (process.pid() > SHIM_PIDS) {
            return killShim(process.pid() - SHIM_PIDS);
        }
        Optional<FakeProcess> meant = world.processes.values().stream()
                .filter(each -> each.identity.pid() == process.pid())
                .findFirst();
        if (meant.isEmpty()
                || !meant.get().identity.isSameProcess(process)
                || !meant.get().isAlive()) {
            return false;
        }
        if (signal != 0) {
            new Handle(meant.get()).signal(signal);
        }
        return true;
    }

    private boolean killShim(long pid) {
        Optional<FakeProcess> its = world.processes.values().stream()
                .filter(each -> each.identity.pid() == pid && each.shimAlive)
                .findFirst();
        its.ifPresent(each -> each.shimAlive = false);
        return its.isPresent();
    }

    @Override
    public void discard(Path processDir, Deadline deadline) {
        points.at("discard");
        FakeProcess half = world.processes.get(key(processDir));
        if (half != null && !world.isStranger(half.identity)) {
            half.end(137);
            half.shimAlive = false;
        }
    }

    private final class Handle implements ShimProcess {
        private final FakeProcess process;
        private final CompletableFuture<ProcessExit> exited;

        Handle(FakeProcess process) {
            this.process = process;
            this.exited = process.watch();
        }

        @Override
        public ProcessIdentity process() {
            return process.identity;
        }

        @Override
        public Optional<ProcessIdentity> shim() {
            return Optional.of(new ProcessIdentity(process.identity.pid() + SHIM_PIDS, 1, OptionalLong.empty()));
        }

        @Override
        public boolean shimAlive() {
            return process.shimAlive;
        }

        @Override
        public CompletionStage<ProcessExit> exited() {
            return exited;
        }

        @Override
        public CompletionStage<Void> shimLost() {
            return new CompletableFuture<>();
        }

        @Override
        public void signal(int signal) {
            points.at("signal");
            world.isStranger(process.identity);
            if (!process.isAlive()) {
                throw new CaissonException(ErrorCode.NOT_FOUND, "process.gone", "it is gone");
            }
            world.signalled.incrementAndGet();
            if (process.init && world.ignoredSignals.contains(process.container + " " + signal)) {
                return;
            }
            if (process.init) {
                world.end(new ContainerId(process.container), ProcessId.INIT, 128 + signal);
            } else {
                process.end(128 + signal);
            }
        }

        @Override
        public void writeStdin(ByteBuffer bytes, Deadline deadline) {
            throw new UnsupportedOperationException("no test writes");
        }

        @Override
        public void closeStdin() {}

        @Override
        public void resize(TerminalSize size) {}

        @Override
        public void finish(Deadline deadline) {
            points.at("finish");
            if (process.isAlive()) {
                throw new AssertionError("finish before the exit");
            }
            process.shimAlive = false;
        }

        @Override
        public void close() {}
    }

    // Runtime.

    @Override
    public OciRuntime require(String nameOrPath, List<String> args) {
        return this;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Path binary() {
        return Path.of("/fake");
    }

    @Override
    public Path root() {
        return Path.of("/fake-root");
    }

    @Override
    public RuntimeCommand create(
            ContainerId id, Path ociBundle, Path pidFile, Path logFile, Optional<Path> consoleSocket, boolean noPivot) {
        return new RuntimeCommand("create", List.of("/fake"), logFile, Duration.ofSeconds(30));
    }

    @Override
    public RuntimeCommand exec(
            ContainerId id, Path processFile, Path pidFile, Path logFile, Optional<Path> consoleSocket) {
        return new RuntimeCommand("exec", List.of("/fake"), logFile, Duration.ofSeconds(30));
    }

    @Override
    public RuntimeCommand restore(
            ContainerId id,
            Path ociBundle,
            CheckpointOptions options,
            Path pidFile,
            Path logFile,
            Optional<Path> consoleSocket,
            boolean noPivot) {
        throw new UnsupportedOperationException("no test restores");
    }

    @Override
    public CaissonException failure(RuntimeCommand command, int waitStatus) {
        return new CaissonException(ErrorCode.FAILED_PRECONDITION, "runtime.refused", "refused");
    }

    private void change(String verb, ContainerId id, String from, String to) {
        points.at("before runtime " + verb);
        if (!world.change(id, from, to)) {
            throw new CaissonException(
                    ErrorCode.FAILED_PRECONDITION, "runtime.refused", id + " is " + world.runtimeState(id));
        }
        points.at("after runtime " + verb);
    }

    @Override
    public void start(ContainerId id, Deadline deadline) {
        change("start", id, "created", "running");
        world.beforeStartEnds.run();
        if (world.startsTooLate) {
            throw new CaissonException(ErrorCode.DEADLINE_EXCEEDED, "runtime.timeout", "start was killed");
        }
    }

    @Override
    public void pause(ContainerId id, Deadline deadline) {
        world.beforePause.run();
        change("pause", id, "running", "paused");
    }

    @Override
    public void resume(ContainerId id, Deadline deadline) {
        change("resume", id, "paused", "running");
    }

    @Override
    public void kill(ContainerId id, int signal, boolean all, Deadline deadline) {
        world.end(id, ProcessId.INIT, 128 + signal);
    }

    @Override
    public void delete(ContainerId id, boolean force, Deadline deadline) {
        points.at("before runtime delete");
        world.believe(id);
        world.delete(id);
        points.at("after runtime delete");
    }

    @Override
    public void forget(ContainerId id) {
        points.at("runtime forget");
        world.forget(id);
    }

    @Override
    public boolean knows(ContainerId id) {
        points.checkAlive();
        return world.runtimeState(id).isPresent();
    }

    @Override
    public Optional<RuntimeContainer> state(ContainerId id, Deadline deadline) {
        points.at("runtime state");
        return world.runtimeState(id).map(status -> new RuntimeContainer(id.value(), status, 1, Path.of("/b")));
    }

    @Override
    public List<RuntimeContainer> list(Deadline deadline) {
        throw new UnsupportedOperationException("no test lists");
    }

    @Override
    public List<Long> ps(ContainerId id, Deadline deadline) {
        throw new UnsupportedOperationException("no test asks");
    }

    @Override
    public String stats(ContainerId id, Deadline deadline) {
        throw new UnsupportedOperationException("no test asks");
    }

    @Override
    public void update(ContainerId id, String resources, Deadline deadline) {
        throw new UnsupportedOperationException("no test updates");
    }

    @Override
    public void checkpoint(ContainerId id, CheckpointOptions options, Deadline deadline) {
        throw new UnsupportedOperationException("no test checkpoints");
    }

    @Override
    public String features(Deadline deadline) {
        throw new UnsupportedOperationException("no test asks");
    }

    @Override
    public String version(Deadline deadline) {
        return "fake 1";
    }

    // Cgroups.

    @Override
    public boolean isPopulated(String cgroupsPath) {
        return !pids(cgroupsPath).isEmpty();
    }

    @Override
    public Set<Long> pids(String cgroupsPath) {
        points.checkAlive();
        return world.strangers;
    }

    @Override
    public Set<String> populatedChildren(String cgroupsPath) {
        points.checkAlive();
        world.beforeCgroups.run();
        return world.populated;
    }

    @Override
    public void remove(String cgroupsPath, Deadline deadline) {
        points.at("remove cgroup");
        world.removedCgroups.add(cgroupsPath);
        if (!world.strangers.isEmpty()) {
            throw new CaissonException(ErrorCode.DEADLINE_EXCEEDED, "cgroup.busy", "it stays");
        }
    }

    @Override
    public void removeIfEmpty(String cgroupsPath) {}

    // Spec.

    @Override
    public PreparedSpec prepare(Path ociBundle, String defaultCgroupsPath) {
        return new PreparedSpec(
                "{}",
                "1.0.2",
                List.of(),
                List.of("true"),
                "/",
                false,
                Optional.empty(),
                Path.of("/rootfs"),
                world.cgroupsPath.isEmpty() ? defaultCgroupsPath : world.cgroupsPath,
                false);
    }

    @Override
    public String template() {
        return "{}";
    }

    @Override
    public String execProcess(String canonical, ExecRequest request) {
        return "{}";
    }
}
