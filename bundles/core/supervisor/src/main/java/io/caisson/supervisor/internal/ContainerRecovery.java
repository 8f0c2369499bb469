package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ProcessId;
import io.caisson.api.event.EventType;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one container up again from its record, on its mailbox: what was begun and not ended is ended or taken back, what
 * runs is watched again, what was not told is told. Doing it twice does no harm.
 */
final class ContainerRecovery {
    private static final Logger log = LoggerFactory.getLogger(ContainerRecovery.class);
    private static final Duration BUDGET = Duration.ofSeconds(15);

    private final Collaborators with;
    private final ManagedContainer container;
    private final Ledger ledger;

    ContainerRecovery(Collaborators with, ManagedContainer container) {
        this.with = with;
        this.container = container;
        this.ledger = container.ledger();
    }

    /** @param entombed whether its directory is a tombstone already */
    void recover(boolean entombed) {
        FailPoints.hit("recovery.begin");
        boolean deletionNoted = ledger.isWaiting(EventType.DELETED);
        ledger.reconcile();
        FailPoints.hit("recovery.reconciled");
        if (entombed) {
            if (deletionNoted) {
                container.removal().finish();
            } else {
                container.facts().note("deletion", container.removal()::tell);
            }
            return;
        }
        if (with.boot().isAnotherThan(ledger.record().bootId())) {
            new EarlierBoot(with, container).end();
        }
        ContainerState state = ledger.state();
        if (state instanceof ContainerState.Creating) {
            discard();
        } else if (state instanceof ContainerState.Stopped) {
            resumeStopped();
        } else {
            reattach();
        }
    }

    /** The server died while it created this: nobody was told, so nothing may stay. */
    private void discard() {
        ContainerRecord record = ledger.record();
        Deadline deadline = Deadline.after(BUDGET);
        with.shims().discard(ledger.directory().processDirectory(ProcessId.INIT), deadline);
        FailPoints.hit("recovery.after-discard");
        container.runtime().delete(record.id(), true, deadline);
        FailPoints.hit("recovery.after-runtime");
        with.cgroups().remove(record.cgroupsPath(), deadline);
        with.logs().delete(record.id());
        container.restarts().forget();
        FailPoints.hit("recovery.before-remove");
        ledger.directory().remove();
        container.forget();
        log.atInfo().addKeyValue("container", record.id()).log("a half-created container was taken back");
    }

    private void resumeStopped() {
        if (NextLife.isIntended(ledger.record())) {
            container.restarts().takeBack();
        }
        ContainerRecord record = ledger.record();
        if (record.logged()) {
            container.openLog();
        }
        ManagedProcess init = container.reserve(ProcessId.INIT);
        attach(init, record.process(ProcessId.INIT).orElseThrow()).ifPresent(init::launched);
        FailPoints.hit("recovery.stopped");
        container.finishAll();
        if (record.intent().isPresent() || record.autoRemove()) { // delete had begun, or had to
            container.removeAfterExit();
        } else {
            container.publishExit();
        }
    }

    private void reattach() {
        ContainerRecord record = ledger.record();
        if (record.logged()) {
            container.openLog();
        }
        discardUnknown(record);
        for (ProcessRecord process : record.processes()) {
            if (process.identity().isEmpty()) { // an exec whose launch was not finished
                with.shims().discard(ledger.directory().processDirectory(process.id()), Deadline.after(BUDGET));
                ledger.persist(ledger.record().withoutProcess(process.id()));
                ledger.directory().removeProcessDirectory(process.id());
            }
        }
        FailPoints.hit("recovery.before-publish");
        container.publish(() -> {});
        container.intents().settle(true);
        FailPoints.hit("recovery.settled");
        for (ProcessRecord process : ledger.record().processes()) {
            ManagedProcess managed = container.reserve(process.id());
            ShimProcess shim = attach(managed, process).orElseThrow();
            FailPoints.hit("recovery.attached");
            if (process.exit().isPresent()) { // an exec that was told, but not put away
                managed.launched(shim);
                container.execs().finish(managed, process.exit().get());
                managed.exit().complete(process.exit().get());
            } else if (process.id().isInit()) {
                container.adopt(managed, shim);
            } else {
                container.execs().restored(managed, shim, process);
            }
        }
        container.mailbox().executeSlow(container.restarts()::resumed);
        log.atDebug().addKeyValue("container", record.id()).log("container restored");
    }

    /** Directories of processes that stand in no record: the server died around the record's change. */
    private void discardUnknown(ContainerRecord record) {
        for (Path found : ledger.directory().processDirectories()) {
            String name = found.getFileName().toString();
            if (record.processes().stream()
                    .noneMatch(known -> known.id().value().equals(name))) {
                with.shims().discard(found, Deadline.after(BUDGET));
                ledger.directory().removeProcessDirectory(found);
                log.atInfo()
                        .addKeyValue("container", record.id())
                        .addKeyValue("exec", name)
                        .log("the rest of a process was taken back");
            }
        }
    }

    private Optional<ShimProcess> attach(ManagedProcess managed, ProcessRecord process) {
        return process.identity()
                .map(identity -> with.shims()
                        .reattach(
                                ledger.directory().processDirectory(process.id()),
                                identity,
                                process.shim(),
                                managed.output(),
                                Deadline.after(BUDGET)));
    }
}
