package io.caisson.supervisor.internal;

import io.caisson.api.container.Signal;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends further processes whose time is over or whose caller has gone. Safe for many threads. */
final class ExecEnds {
    private static final Logger log = LoggerFactory.getLogger(ExecEnds.class);
    private static final Signal HANGUP = new Signal(1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Collaborators with;

    ExecEnds(Collaborators with) {
        this.with = with;
    }

    /** Sees to it that a process that runs ends at its time. */
    void arrange(ManagedProcess process, ProcessRecord record) {
        record.endsAt()
                .ifPresent(
                        end -> killAfter(process, Duration.between(with.clock().instant(), end)));
    }

    /** Asks a process to end, and kills it when it does not. */
    void end(ManagedProcess process) {
        log.atInfo().addKeyValue("exec", process.id()).log("a process whose caller has gone is ended");
        signal(process, HANGUP);
        killAfter(process, GRACE);
    }

    private void killAfter(ManagedProcess process, Duration time) {
        try {
            Future<?> kill = with.scheduler()
                    .schedule(() -> signal(process, Signal.KILL), time.toMillis(), TimeUnit.MILLISECONDS);
            process.exit().whenComplete((status, never) -> kill.cancel(false));
        } catch (RejectedExecutionException e) { // the server goes down; the next one does it
            log.atDebug().addKeyValue("exec", process.id()).log("the end of a process is left to the next server");
        }
    }

    private static void signal(ManagedProcess process, Signal signal) {
        try {
            ManagedContainer.signal(process.requireShim(), signal.number());
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("exec", process.id()).setCause(e).log("a process cannot be ended");
        }
    }
}
