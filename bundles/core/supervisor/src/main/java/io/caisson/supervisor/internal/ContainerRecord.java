package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ShimLossPolicy;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.event.ContainerEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one container, as it stands on disk in {@code state.json}.
 *
 * @param intent the operation that has begun outside and whose end is not on disk yet: start, pause, resume, restart or
 *     delete
 * @param logged whether the server writes its log
 * @param bootId boot of the host in which its processes live or lived; empty if not known
 * @param processes init first
 * @param outbox events that happened but may not be in the journal yet, in order
 * @param outboxAfter the journal's last sequence number before any of {@code outbox} was appended
 */
record ContainerRecord(
        ContainerId id,
        long birth,
        Path ociBundle,
        String runtime,
        List<String> runtimeArgs,
        String specVersion,
        List<String> labels,
        boolean noPivotRoot,
        boolean autoRemove,
        ShimLossPolicy onShimLoss,
        boolean logged,
        LogRequest log,
        StdioRequest stdio,
        Optional<TerminalSize> terminalSize,
        String bootId,
        String cgroupsPath,
        Instant createdAt,
        Optional<Instant> startedAt,
        ContainerState state,
        Optional<String> intent,
        List<ProcessRecord> processes,
        List<ContainerEvent> outbox,
        long outboxAfter) {
    ContainerRecord {
        runtimeArgs = List.copyOf(runtimeArgs);
        labels = List.copyOf(labels);
        processes = List.copyOf(processes);
        outbox = List.copyOf(outbox);
    }

    ContainerRecord withState(ContainerState newState) {
        Optional<Instant> started =
                newState instanceof ContainerState.Running running ? Optional.of(running.startedAt()) : startedAt;
        return copy(bootId, started, newState, intent, processes, outbox, outboxAfter);
    }

    ContainerRecord withIntent(String verb) {
        return copy(bootId, startedAt, state, Optional.of(verb), processes, outbox, outboxAfter);
    }

    ContainerRecord withoutIntent() {
        return copy(bootId, startedAt, state, Optional.empty(), processes, outbox, outboxAfter);
    }

    ContainerRecord withOutbox(List<ContainerEvent> events, long after) {
        return copy(bootId, startedAt, state, intent, processes, events, after);
    }

    /** {@return of another boot, in which none of its processes lives} */
    ContainerRecord withBootId(String id) {
        return copy(id, startedAt, state, intent, processes, outbox, outboxAfter);
    }

    /** {@return what was asked for when it was created, but for the restart policy} */
    CreateRequest request() {
        CreateRequest request = CreateRequest.of(id, ociBundle)
                .withRuntime(runtime, runtimeArgs)
                .withLabels(labels)
                .withNoPivotRoot(noPivotRoot)
                .withAutoRemove(autoRemove)
                .withOnShimLoss(onShimLoss)
                .withStdio(stdio)
                .withLog(log);
        return terminalSize.map(request::withTerminalSize).orElse(request);
    }

    /** {@return with that process put in place of the one of the same id, or added} */
    ContainerRecord withProcess(ProcessRecord process) {
        List<ProcessRecord> changed = new ArrayList<>();
        boolean placed = false;
        for (ProcessRecord old : processes) {
            boolean same = old.id().equals(process.id());
            changed.add(same ? process : old);
            placed |= same;
        }
        if (!placed) {
            changed.add(process);
        }
        return copy(bootId, startedAt, state, intent, changed, outbox, outboxAfter);
    }

    ContainerRecord withoutProcess(ProcessId process) {
        List<ProcessRecord> changed = new ArrayList<>(processes);
        changed.removeIf(old -> old.id().equals(process));
        return copy(bootId, startedAt, state, intent, changed, outbox, outboxAfter);
    }

    /** {@return whether an exit stands in it, which nothing but this and the shim's record may know} */
    boolean holdsExit() {
        return processes.stream().anyMatch(process -> process.exit().isPresent());
    }

    Optional<ProcessRecord> process(ProcessId wanted) {
        return processes.stream().filter(each -> each.id().equals(wanted)).findFirst();
    }

    private ContainerRecord copy(
            String newBootId,
            Optional<Instant> started,
            ContainerState newState,
            Optional<String> newIntent,
            List<ProcessRecord> newProcesses,
            List<ContainerEvent> newOutbox,
            long newOutboxAfter) {
        return new ContainerRecord(
                id,
                birth,
                ociBundle,
                runtime,
                runtimeArgs,
                specVersion,
                labels,
                noPivotRoot,
                autoRemove,
                onShimLoss,
                logged,
                log,
                stdio,
                terminalSize,
                newBootId,
                cgroupsPath,
                createdAt,
                started,
                newState,
                newIntent,
                newProcesses,
                newOutbox,
                newOutboxAfter);
    }
}
