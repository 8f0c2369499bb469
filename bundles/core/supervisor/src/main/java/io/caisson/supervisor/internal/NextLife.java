package io.caisson.supervisor.internal;

import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the next life of a container that has ended, in the directory of the last one. The record is the switch: until it
 * tells of the new life the old one stands, with the intent to be taken back. On the container's mailbox.
 */
final class NextLife {
    static final String INTENT = "restart";

    private static final Duration BUDGET = Duration.ofSeconds(15);

    private final Collaborators with;
    private final ManagedContainer container;

    NextLife(Collaborators with, ManagedContainer container) {
        this.with = with;
        this.container = container;
    }

    static boolean isIntended(ContainerRecord record) {
        return record.intent().equals(Optional.of(INTENT));
    }

    /** {@return the birth of the new life, which waits for start} On failure the old one stands as before. */
    long create(CreateRequest request, Deadline deadline) {
        Ledger ledger = container.ledger();
        ContainerRecord past = ledger.record();
        ProcessRecord init = past.process(ProcessId.INIT).orElseThrow();
        // Its shim has ended; from here on the process directory is the next life's.
        ledger.persist(past.withProcess(init.forgotten()).withIntent(INTENT));
        FailPoints.hit("policy.after-intent");
        try {
            clear(deadline);
            FailPoints.hit("policy.after-clear");
            long birth = with.births().next();
            container.created(
                    new ContainerCreation(with, request, request.runtime().orElseThrow(), request.runtimeArgs(), birth)
                            .makeNext(ledger, CgroupsParent.of(with.stateDir()) + "/" + request.id(), deadline));
            return birth;
        } catch (RuntimeException e) {
            try {
                ledger.persist(ledger.record().withoutIntent());
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    void takeBack() {
        Ledger ledger = container.ledger();
        Deadline deadline = Deadline.after(BUDGET);
        with.shims().discard(ledger.directory().processDirectory(ProcessId.INIT), deadline);
        clear(deadline);
        ledger.persist(ledger.record().withoutIntent());
    }

    private void clear(Deadline deadline) {
        container.runtime().delete(container.id(), true, deadline);
        with.cgroups().remove(container.ledger().record().cgroupsPath(), deadline);
    }
}
