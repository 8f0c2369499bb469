package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.shim.ShimProcess;
import java.util.Map;
import java.util.Optional;

/** The further processes of one container, from their intent to their exit. On its mailbox, but for {@link #pastExit}. */
final class Execs {
    private final Collaborators with;
    private final ManagedContainer container;
    private final PastExits pastExits = new PastExits();
    private final ExecEnds ends;
    private int launching; // between their intent and their start

    Execs(Collaborators with, ManagedContainer container) {
        this.with = with;
        this.container = container;
        this.ends = new ExecEnds(with);
    }

    /** Takes up an exec that an earlier server has started and that has not been told to have ended. */
    void restored(ManagedProcess process, ShimProcess shim, ProcessRecord record) {
        container.adopt(process, shim);
        ends.arrange(process, record);
        if (record.withCaller()) {
            ends.end(process);
        }
    }

    /** For any thread. */
    Optional<ExitStatus> pastExit(ProcessId process) {
        return pastExits.of(process);
    }

    boolean isLaunching() {
        return launching > 0;
    }

    /** Puts the intent of an exec on disk. {@return its process} @param most how many there may be at once */
    ManagedProcess begin(ProcessRecord process, String processJson, int most) {
        if (container.status() == ContainerStatus.PAUSED) {
            throw container.wrongState("container.paused", "nothing can be executed in a paused container");
        }
        if (container.status() != ContainerStatus.RUNNING || container.isInitGone()) {
            throw container.wrongState(
                    "container.not-running", "only in a running container something can be executed");
        }
        if (container.process(process.id()).isPresent()) {
            throw new CaissonException(
                    ErrorCode.ALREADY_EXISTS,
                    "process.exists",
                    "container " + container.id() + " has a process " + process.id() + " already",
                    Map.of(
                            "container", container.id().value(),
                            "process", process.id().value()));
        }
        if (container.processCount() > most) { // init is none of them
            throw new CaissonException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "process.too-many",
                    "container " + container.id() + " has " + most
                            + " further processes already, as many as it may have",
                    Map.of("container", container.id().value(), "most", Integer.toString(most)));
        }
        Ledger ledger = container.ledger();
        ledger.directory().requireRoom();
        ledger.directory().createProcessDirectory(process.id());
        ledger.directory().writeProcessDocument(process.id(), processJson);
        ledger.persist(ledger.record().withProcess(process));
        FailPoints.hit("exec.after-intent");
        launching++;
        return container.reserve(process.id());
    }

    /** Takes note of a process that runs. When that cannot be written, the process is killed: it would be nobody's. */
    void launched(ManagedProcess process, ShimProcess shim) {
        Ledger ledger = container.ledger();
        ProcessRecord launched;
        try {
            ContainerRecord record = ledger.record();
            launched = record.process(process.id())
                    .orElseThrow()
                    .launched(shim.process(), shim.shim())
                    .started(with.clock().instant());
            ledger.apply(
                    record.withProcess(launched),
                    new ContainerEvent.ExecStarted(record.id(), record.birth(), process.id(), shim.process()));
        } catch (RuntimeException e) {
            try {
                ContainerCreation.end(shim);
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            failed(process);
            throw e;
        }
        FailPoints.hit("exec.after-started");
        launching--;
        container.publish(() -> {});
        container.adopt(process, shim);
        ends.arrange(process, launched);
    }

    void failed(ManagedProcess process) {
        FailPoints.hit("exec.failed");
        launching--;
        container.drop(process);
        container.facts().note("failed exec", () -> {
            if (container.process(process.id()).isEmpty()) { // else another one has the id by now
                forget(process.id());
            }
            container.settleInit();
        });
    }

    void exited(ManagedProcess process, ExitStatus status) {
        Ledger ledger = container.ledger();
        ContainerRecord record = ledger.record();
        Optional<ProcessRecord> ended = record.process(process.id());
        if (ended.isPresent() && ended.get().exit().isEmpty()) {
            ledger.apply(
                    record.withProcess(ended.get().exited(status)),
                    new ContainerEvent.ExecExited(record.id(), record.birth(), process.id(), status));
        }
        FailPoints.hit("exec.after-exited");
        finish(process, status);
        FailPoints.hit("exec.after-finish");
        container.publish(() -> process.exit().complete(status));
        container.settleInit();
    }

    /** The rest of an exec whose exit is on disk; also done again after a restart. */
    void finish(ManagedProcess process, ExitStatus status) {
        container.finish(process.requireShim());
        forget(process.id());
        pastExits.add(process.id(), status);
        container.drop(process);
    }

    private void forget(ProcessId process) {
        Ledger ledger = container.ledger();
        FailPoints.hit("exec.before-forget");
        ledger.directory().removeProcessDirectory(process);
        if (ledger.record().process(process).isPresent()) {
            ledger.persist(ledger.record().withoutProcess(process));
        }
    }
}
