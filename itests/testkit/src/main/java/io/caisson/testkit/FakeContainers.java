package io.caisson.testkit;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.RestoreProgress;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * {@link Containers} in memory, with hooks for tests. Execs of {@code cat}, {@code true}, {@code false} and {@code echo}
 * do what those do; other programs run until they are killed or {@link #exit} ends them, unless {@link #program} says
 * what they do. A deadly signal ends a process at once, SIGTERM not after {@link #ignoreTerm}. Safe for many threads.
 */
public final class FakeContainers implements Containers {
    private static final Duration LONGEST_GRACE = Duration.ofMinutes(10);

    private final FakeHost host;
    private final Map<String, FakeProgram> programs = new ConcurrentHashMap<>();
    private final Map<String, CaissonException> failures = new ConcurrentHashMap<>();
    private volatile FakeProgram initProgram = FakeProgram.FOREVER;
    private volatile boolean stopping;
    private volatile int restoring;

    public FakeContainers(FakeJournal journal) {
        this.host = new FakeHost(journal);
        programs.put("cat", FakeProgram.CAT);
        programs.put("true", FakeProgram.exiting(0));
        programs.put("false", FakeProgram.exiting(1));
        programs.put("echo", process -> {
            String line = process.args().stream().skip(1).collect(Collectors.joining(" ", "", "\n"));
            process.writeStdout(line.getBytes(StandardCharsets.UTF_8));
            return 0;
        });
    }

    /** Says what an exec of a program does. */
    public void program(String name, FakeProgram program) {
        programs.put(name, program);
    }

    /** Says what the init of every container does that is started from now on. */
    public void initProgram(FakeProgram program) {
        initProgram = program;
    }

    /** The next call of the method of that name throws this, once. */
    public void failNext(String method, CaissonException failure) {
        failures.put(method, failure);
    }

    /** Changes fail with UNAVAILABLE {@code server.stopping}, or work again. */
    public void stopping(boolean value) {
        stopping = value;
    }

    /** Sets how many containers {@link #restoreProgress()} says are not restored; 0 is the end. */
    public void restoring(int containers) {
        restoring = containers;
    }

    /** The container's processes do not end on SIGTERM. */
    public void ignoreTerm(ContainerId id) {
        synchronized (host) {
            host.require(id).ignoresTerm = true;
        }
    }

    /** Ends init as by {@code exit(code)}. */
    public void exit(ContainerId id, int code) {
        exit(id, ProcessId.INIT, new ExitStatus(code, ExitStatus.Cause.EXITED, Instant.now()));
    }

    /** Ends a process. */
    public void exit(ContainerId id, ProcessId process, ExitStatus status) {
        host.end(id, process, status);
    }

    /** Writes to the standard output of init. */
    public void output(ContainerId id, byte[] bytes) {
        process(id, ProcessId.INIT).writeStdout(bytes);
    }

    /** {@return a live process, for looking at it} */
    public FakeProcess process(ContainerId id, ProcessId process) {
        synchronized (host) {
            return host.requireProcess(host.require(id), process);
        }
    }

    /** {@return signals sent to the container's processes, oldest first} */
    public List<Signal> signals(ContainerId id) {
        synchronized (host) {
            return List.copyOf(host.require(id).signals);
        }
    }

    /** The container becomes {@link ContainerStatus#UNKNOWN}, as one whose record is broken. No event tells of it. */
    public void quarantine(ContainerId id, String problem) {
        synchronized (host) {
            host.require(id).state = new ContainerState.Unknown(problem);
        }
    }

    @Override
    public List<ContainerView> list() {
        synchronized (host) {
            return host.containers.values().stream().map(FakeContainer::view).toList();
        }
    }

    @Override
    public Optional<ContainerView> find(ContainerId id) {
        synchronized (host) {
            return Optional.ofNullable(host.containers.get(id)).map(FakeContainer::view);
        }
    }

    @Override
    public ContainerView require(ContainerId id) {
        synchronized (host) {
            return host.require(id).view();
        }
    }

    @Override
    public ContainerView create(CreateRequest request, Deadline deadline) {
        enter("create", deadline);
        synchronized (host) {
            return host.create(request).view();
        }
    }

    @Override
    public ContainerView start(ContainerId id, Deadline deadline) {
        enter("start", deadline);
        synchronized (host) {
            FakeContainer container = host.require(id);
            host.requireStatus(container, ContainerStatus.CREATED, "container.not-created");
            host.publish(container, new ContainerEvent.Started(id, container.birth));
            Instant now = Instant.now();
            container.startedAt = Optional.of(now);
            container.state = new ContainerState.Running(container.init.identity(), now);
            container.init.begin(now, initProgram, code -> host.ended(container, container.init, code));
            return container.view();
        }
    }

    @Override
    public ContainerView run(CreateRequest request, Deadline deadline) {
        create(request, deadline);
        try {
            return start(request.id(), deadline);
        } catch (CaissonException e) {
            host.delete(request.id(), true);
            throw e;
        }
    }

    @Override
    public void kill(ContainerId id, ProcessId process, Signal signal) {
        enter("kill", Deadline.after(Duration.ofDays(1)));
        host.signal(id, List.of(process), signal);
    }

    @Override
    public void killAll(ContainerId id, Signal signal, Deadline deadline) {
        enter("killAll", deadline);
        List<ProcessId> all;
        synchronized (host) {
            FakeContainer container = host.require(id);
            all = new ArrayList<>(container.execs.keySet());
            all.add(ProcessId.INIT);
        }
        host.signal(id, all, signal);
    }

    @Override
    public ExitStatus stop(ContainerId id, Duration grace) {
        enter("stop", Deadline.after(Duration.ofDays(1)));
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT, "stop.grace-invalid", "grace must be 0 to 10 minutes, but is " + grace);
        }
        FakeProcess init;
        synchronized (host) {
            FakeContainer container = host.require(id);
            if (container.state instanceof ContainerState.Stopped stopped) {
                return stopped.exit();
            }
            init = host.requireProcess(container, ProcessId.INIT);
        }
        if (!grace.isZero()) {
            host.signal(id, List.of(ProcessId.INIT), Signal.TERM);
            Optional<ExitStatus> exit = await(init, Deadline.after(grace));
            if (exit.isPresent()) {
                return exit.get();
            }
        }
        ExitStatus killed = new ExitStatus(128 + Signal.KILL.number(), ExitStatus.Cause.SIGNALED, Instant.now());
        host.end(id, init, grace.isZero() ? killed : killed.forced());
        return init.exit().join();
    }

    /** It is only noted: nothing is ever started again here. */
    @Override
    public ContainerView updateRestartPolicy(ContainerId id, RestartPolicy policy, Deadline deadline) {
        enter("updateRestartPolicy", deadline);
        synchronized (host) {
            FakeContainer container = host.require(id);
            container.request.withRestart(policy); // refuses what cannot be
            container.restart = policy;
            return container.view();
        }
    }

    @Override
    public ContainerView pause(ContainerId id, Deadline deadline) {
        enter("pause", deadline);
        synchronized (host) {
            FakeContainer container = host.require(id);
            host.requireStatus(container, ContainerStatus.RUNNING, "container.not-running");
            host.publish(container, new ContainerEvent.Paused(id, container.birth));
            container.state = new ContainerState.Paused(container.init.identity(), container.startedAt.orElseThrow());
            return container.view();
        }
    }

    @Override
    public ContainerView resume(ContainerId id, Deadline deadline) {
        enter("resume", deadline);
        return host.resume(id);
    }

    @Override
    public void delete(ContainerId id, boolean force, Deadline deadline) {
        enter("delete", deadline);
        host.delete(id, force);
    }

    @Override
    public Attachment exec(ExecRequest request, OutputListener output, Deadline deadline) {
        enter("exec", deadline);
        synchronized (host) {
            FakeContainer container = host.require(request.container());
            host.requireStatus(container, ContainerStatus.RUNNING, "container.not-running");
            if (container.execs.containsKey(request.process())) {
                throw new CaissonException(
                        ErrorCode.ALREADY_EXISTS,
                        "process.exists",
                        "process " + request.process() + " of " + request.container() + " exists already");
            }
            FakeProcess process = host.newProcess(
                    request.container(),
                    request.process(),
                    request.args(),
                    request.terminal(),
                    request.terminal() || request.stdio().stdin() instanceof StreamTarget.Server);
            request.terminalSize()
                    .ifPresent(size -> process.attach(OutputListener.NONE).resize(size));
            host.publish(
                    container,
                    new ContainerEvent.ExecStarted(
                            request.container(), container.birth, request.process(), process.identity()));
            container.execs.put(request.process(), process);
            container.endedExecs.remove(request.process());
            Attachment attachment = process.attach(output);
            FakeProgram program =
                    programs.getOrDefault(request.args().get(0).replaceAll(".*/", ""), FakeProgram.FOREVER);
            process.begin(Instant.now(), program, code -> host.ended(container, process, code));
            return attachment;
        }
    }

    @Override
    public Attachment attach(ContainerId id, ProcessId process, OutputListener output) {
        return process(id, process).attach(output);
    }

    @Override
    public ExitStatus waitFor(ContainerId id, ProcessId process, Deadline deadline) {
        FakeProcess waited;
        synchronized (host) {
            FakeContainer container = host.require(id);
            if (process.isInit() && container.state instanceof ContainerState.Stopped stopped) {
                return stopped.exit();
            }
            if (container.endedExecs.containsKey(process)) {
                return container.endedExecs.get(process);
            }
            waited = host.requireProcess(container, process);
        }
        return await(waited, deadline).orElseThrow(() -> timeout("process " + process + " of " + id + " still runs"));
    }

    @Override
    public List<Long> pids(ContainerId id, Deadline deadline) {
        enter("pids", deadline);
        return host.pids(id);
    }

    @Override
    public String spec(ContainerId id) {
        enter("spec", Deadline.after(Duration.ofDays(1)));
        ContainerView view = require(id);
        return "{\"ociVersion\":\"" + view.specVersion() + "\",\"process\":{\"args\":[\"sleep\",\"infinity\"]}}";
    }

    @Override
    public RestoreProgress restoreProgress() {
        int listed = list().size();
        return new RestoreProgress(listed, listed + restoring, restoring == 0);
    }

    private void enter(String method, Deadline deadline) {
        if (stopping) {
            throw new CaissonException(ErrorCode.UNAVAILABLE, "server.stopping", "the server is going down");
        }
        CaissonException failure = failures.remove(method);
        if (failure != null) {
            throw failure;
        }
        if (deadline.hasPassed()) {
            throw timeout(method + " did not answer in time");
        }
    }

    private static CaissonException timeout(String message) {
        return new CaissonException(ErrorCode.DEADLINE_EXCEEDED, "operation.timeout", message);
    }

    private static Optional<ExitStatus> await(FakeProcess process, Deadline deadline) {
        try {
            return Optional.of(process.exit().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaissonException(ErrorCode.ABORTED, "operation.interrupted", "waiting was interrupted");
        }
    }
}
