package io.caisson.testkit;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The containers of a {@link FakeContainers} and the rules of their life. Its monitor is the lock of everything in it:
 * an event is in the journal before the state that it tells of can be seen.
 */
final class FakeHost {
    private static final Set<Integer> HARMLESS = Set.of(17, 18, 23, 28);
    private static final List<String> INIT_ARGS = List.of("sleep", "infinity");

    final Map<ContainerId, FakeContainer> containers = new TreeMap<>();
    private final FakeJournal journal;
    private long births;
    private long lastPid = 4_000;

    FakeHost(FakeJournal journal) {
        this.journal = journal;
    }

    synchronized FakeContainer require(ContainerId id) {
        FakeContainer found = containers.get(id);
        if (found == null) {
            throw new CaissonException(
                    ErrorCode.NOT_FOUND,
                    "container.unknown",
                    "container " + id + " does not exist",
                    Map.of("id", id.value()));
        }
        return found;
    }

    synchronized FakeProcess requireProcess(FakeContainer container, ProcessId process) {
        FakeProcess found = process.isInit() ? container.init : container.execs.get(process);
        if (found == null || found.ended().isPresent()) {
            throw new CaissonException(
                    ErrorCode.NOT_FOUND,
                    "process.unknown",
                    "container " + container.request.id() + " has no process " + process,
                    Map.of("id", container.request.id().value(), "process", process.value()));
        }
        return found;
    }

    synchronized void requireStatus(FakeContainer container, ContainerStatus wanted, String reason) {
        if (container.state.status() != wanted) {
            throw wrongState(container, reason);
        }
    }

    private static CaissonException wrongState(FakeContainer container, String reason) {
        String id = container.request.id().value();
        String word = container.state.status().word();
        return new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                reason,
                "container " + id + " is " + word,
                Map.of("id", id, "status", word));
    }

    synchronized FakeContainer create(CreateRequest request) {
        if (containers.containsKey(request.id())) {
            throw new CaissonException(
                    ErrorCode.ALREADY_EXISTS, "container.exists", "container " + request.id() + " exists already");
        }
        boolean stdin = request.stdio().stdin() instanceof StreamTarget.Server;
        boolean terminal = request.terminalSize().isPresent();
        FakeProcess init = newProcess(request.id(), ProcessId.INIT, INIT_ARGS, terminal, stdin || terminal);
        births++;
        lastPid++;
        FakeContainer container = new FakeContainer(request, births, init, Instant.now(), lastPid);
        publish(container, new ContainerEvent.Created(request.id(), births, init.identity()));
        containers.put(request.id(), container);
        return container;
    }

    synchronized FakeProcess newProcess(
            ContainerId container, ProcessId id, List<String> args, boolean terminal, boolean stdin) {
        lastPid += 2;
        ProcessIdentity identity = new ProcessIdentity(lastPid, 1_000_000 + lastPid, OptionalLong.of(lastPid));
        return new FakeProcess(container, id, identity, args, terminal, stdin);
    }

    synchronized void publish(FakeContainer container, ContainerEvent... events) {
        List<EventRecord> records = journal.append(Arrays.asList(events));
        container.lastSequence = records.get(records.size() - 1).sequence();
    }

    synchronized ContainerView resume(ContainerId id) {
        FakeContainer container = require(id);
        requireStatus(container, ContainerStatus.PAUSED, "container.not-paused");
        publish(container, new ContainerEvent.Resumed(id, container.birth));
        container.state = new ContainerState.Running(container.init.identity(), container.startedAt.orElseThrow());
        ContainerView view = container.view();
        List<Signal> held = List.copyOf(container.heldWhilePaused);
        container.heldWhilePaused.clear();
        held.forEach(signal -> deliver(container, container.init, signal));
        return view;
    }

    synchronized List<Long> pids(ContainerId id) {
        FakeContainer container = require(id);
        List<Long> pids = new ArrayList<>();
        if (container.isLive()) {
            pids.add(container.init.identity().pid());
            container.execs.values().forEach(exec -> pids.add(exec.identity().pid()));
        }
        return pids;
    }

    synchronized void signal(ContainerId id, List<ProcessId> processes, Signal signal) {
        FakeContainer container = require(id);
        if (!container.isLive()) {
            throw wrongState(container, "container.not-running");
        }
        for (ProcessId process : processes) {
            FakeProcess target = requireProcess(container, process);
            container.signals.add(signal);
            if (container.state.status() == ContainerStatus.PAUSED && !signal.equals(Signal.KILL)) {
                container.heldWhilePaused.add(signal);
            } else {
                deliver(container, target, signal);
            }
        }
    }

    private void deliver(FakeContainer container, FakeProcess process, Signal signal) {
        boolean ignored = HARMLESS.contains(signal.number())
                || signal.number() == 0
                || (container.ignoresTerm && signal.equals(Signal.TERM));
        if (!ignored && process.ended().isEmpty()) {
            end(container, process, killedBy(signal));
        }
    }

    private static ExitStatus killedBy(Signal signal) {
        return new ExitStatus(128 + signal.number(), ExitStatus.Cause.SIGNALED, Instant.now());
    }

    void ended(FakeContainer container, FakeProcess process, int code) {
        end(container, process, new ExitStatus(code, ExitStatus.Cause.EXITED, Instant.now()));
    }

    synchronized void end(ContainerId id, ProcessId process, ExitStatus status) {
        FakeContainer container = require(id);
        end(container, requireProcess(container, process), status);
    }

    synchronized void end(ContainerId id, FakeProcess process, ExitStatus status) {
        FakeContainer container = containers.get(id);
        if (container != null) {
            end(container, process, status);
        }
    }

    /** One exit per process: the second way to die loses. Init takes the execs with it, and is last. */
    private synchronized void end(FakeContainer container, FakeProcess process, ExitStatus status) {
        if (process.ended().isPresent()) {
            return;
        }
        ContainerId id = container.request.id();
        if (!process.id().isInit()) {
            publish(container, new ContainerEvent.ExecExited(id, container.birth, process.id(), status));
            process.end(status);
            container.execs.remove(process.id());
            container.endedExecs.put(process.id(), status);
            return;
        }
        for (FakeProcess exec : List.copyOf(container.execs.values())) {
            end(container, exec, killedBy(Signal.KILL));
        }
        ContainerEvent exited = new ContainerEvent.Exited(id, container.birth, status);
        if (container.request.autoRemove()) {
            publish(container, exited, new ContainerEvent.Deleted(id, container.birth));
            containers.remove(id);
        } else {
            publish(container, exited);
        }
        container.state = new ContainerState.Stopped(status);
        process.end(status);
    }

    synchronized void delete(ContainerId id, boolean force) {
        FakeContainer container = require(id);
        ContainerStatus status = container.state.status();
        if (!force && (status == ContainerStatus.RUNNING || status == ContainerStatus.PAUSED)) {
            throw wrongState(container, "container.running");
        }
        if (container.isLive()) {
            end(container, container.init, killedBy(Signal.KILL));
        }
        if (containers.containsKey(id)) {
            publish(container, new ContainerEvent.Deleted(id, container.birth));
            containers.remove(id);
        }
    }
}
