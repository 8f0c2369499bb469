package io.caisson.supervisor.internal;

import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventType;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.time.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes a container that has ended, with all that belongs to it; the last act of its mailbox. The tombstone is the point
 * of no return: before it everything can be done again, after it the deletion is told, once.
 */
final class Removal {
    private static final Logger log = LoggerFactory.getLogger(Removal.class);

    private final Collaborators with;
    private final ManagedContainer container;

    Removal(Collaborators with, ManagedContainer container) {
        this.with = with;
        this.container = container;
    }

    void run(Deadline deadline) {
        Ledger ledger = container.ledger();
        ContainerRecord record = ledger.record();
        if (!ledger.directory().isTomb()) {
            ledger.persist(record.withIntent("delete"));
            FailPoints.hit("delete.after-intent");
            container.finishAll();
            FailPoints.hit("delete.after-finish");
            container.runtime().delete(record.id(), true, deadline);
            FailPoints.hit("delete.after-runtime");
            with.cgroups().remove(record.cgroupsPath(), deadline);
            FailPoints.hit("delete.after-cgroup");
            with.logs().delete(record.id()); // before the id is free: the log of the next one has the same name
            FailPoints.hit("delete.after-log");
            container.restarts().forget(); // before the id is free
            FailPoints.hit("delete.after-definition");
            ledger.entomb();
            FailPoints.hit("delete.after-tombstone");
        }
        container.facts().note("deletion", this::tell);
    }

    /** Goes on from the tombstone; may be done again. */
    void tell() {
        Ledger ledger = container.ledger();
        if (container.isRemoved()) {
            return;
        }
        if (!ledger.isWaiting(EventType.DELETED)) {
            ContainerRecord record = ledger.record();
            ledger.apply(record, new ContainerEvent.Deleted(record.id(), record.birth()));
        }
        finish();
    }

    /** The deletion is in the outbox or in the journal. */
    void finish() {
        Ledger ledger = container.ledger();
        container.forget(); // before anybody is told: who sees the end may use the id again
        FailPoints.hit("delete.after-told");
        container.publish(() -> {
            container.completeInit();
            ledger.directory().remove();
            FailPoints.hit("delete.after-remove");
            log.atInfo().addKeyValue("container", container.id()).log("container deleted");
        });
    }
}
