package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.runtime.RuntimeContainer;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the runtime with the intent on disk, and finds out how far a call came whose end is not known: the server died, it
 * timed out, or its result could not be written. On the container's mailbox.
 */
final class Intents {
    private static final Logger log = LoggerFactory.getLogger(Intents.class);
    private static final Duration BUDGET = Duration.ofSeconds(15);

    private final Collaborators with;
    private final ManagedContainer container;

    Intents(Collaborators with, ManagedContainer container) {
        this.with = with;
        this.container = container;
    }

    /** {@return whether an earlier call of that verb has happened after all, which nobody was told} */
    boolean hadHappened(String verb, ContainerStatus result) {
        if (container.ledger().record().intent().equals(Optional.of(verb))) {
            settle(false);
            return container.status() == result;
        }
        return false;
    }

    /** Puts the intent on disk, then calls; when that fails takes the intent back or settles it. */
    void perform(String verb, Runnable call) {
        Ledger ledger = container.ledger();
        boolean doubtful = ledger.record().intent().isPresent();
        ledger.persist(ledger.record().withIntent(verb));
        try {
            FailPoints.hit("intent.after-persist");
            call.run();
            FailPoints.hit("intent.after-call");
        } catch (CaissonException e) {
            FailPoints.hit("intent.call-failed");
            try {
                if (doubtful || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
                    settle(false);
                } else {
                    ledger.persist(ledger.record().withoutIntent());
                }
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * The runtime says how far an operation came.
     *
     * @param stoppedHasRun whether an init that has ended counts as one that was started
     */
    void settle(boolean stoppedHasRun) {
        Ledger ledger = container.ledger();
        ContainerRecord record = ledger.record();
        if (record.intent().isEmpty()) {
            return;
        }
        FailPoints.hit("intent.before-settle");
        String status = runtimeStatus(record);
        boolean ran =
                status.equals("running") || status.equals("paused") || (stoppedHasRun && status.equals("stopped"));
        if (record.state() instanceof ContainerState.Created
                && record.intent().get().equals("start")
                && ran) {
            ProcessRecord init = record.process(ProcessId.INIT).orElseThrow();
            container.tell(
                    record.withProcess(init.started(with.clock().instant())),
                    new ContainerEvent.Started(record.id(), record.birth()));
        } else if (record.state() instanceof ContainerState.Running && status.equals("paused")) {
            container.tell(record, new ContainerEvent.Paused(record.id(), record.birth()));
        } else if (record.state() instanceof ContainerState.Paused && status.equals("running")) {
            container.tell(record, new ContainerEvent.Resumed(record.id(), record.birth()));
        } else {
            ledger.persist(record.withoutIntent());
        }
    }

    private String runtimeStatus(ContainerRecord record) {
        try {
            return container
                    .runtime()
                    .state(record.id(), Deadline.after(BUDGET))
                    .map(RuntimeContainer::status)
                    .orElse("unknown");
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.INTERNAL) {
                throw e;
            }
            log.atWarn()
                    .addKeyValue("container", record.id())
                    .addKeyValue("reason", e.reason())
                    .setCause(e)
                    .log("the runtime does not say how far an operation came");
            return "unknown";
        }
    }
}
