package io.caisson.supervisor.internal;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes note of what has happened to a container, on its mailbox: while the disk takes nothing it tries again, since what
 * has happened cannot be refused. A fact may be noted by halves, so doing it twice must do no harm.
 */
final class Facts {
    private static final Logger log = LoggerFactory.getLogger(Facts.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final String owner;
    private final Mailbox mailbox;
    private final ScheduledExecutorService scheduler;

    Facts(String owner, Mailbox mailbox, ScheduledExecutorService scheduler) {
        this.owner = owner;
        this.mailbox = mailbox;
        this.scheduler = scheduler;
    }

    /** On the mailbox. */
    void note(String what, Runnable fact) {
        note(what, fact, 1);
    }

    private void note(String what, Runnable fact, int attempt) {
        try {
            fact.run();
        } catch (RuntimeException e) {
            if (attempt == 1) { // the later ones fail for the same reason, every second
                log.atError()
                        .addKeyValue("container", owner)
                        .addKeyValue("what", what)
                        .setCause(e)
                        .log("what happened cannot be noted, it is tried again");
            }
            later(PAUSE_MILLIS, () -> note(what, fact, attempt + 1));
            return;
        }
        if (attempt > 1) {
            log.atInfo()
                    .addKeyValue("container", owner)
                    .addKeyValue("what", what)
                    .addKeyValue("attempt", attempt)
                    .log("what happened is noted");
        }
    }

    /** Runs a task on the mailbox after a pause. */
    void later(long pauseMillis, Runnable task) {
        try {
            scheduler.schedule(() -> mailbox.execute(task), pauseMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // the server goes down: the next one begins with what is on disk
            log.atDebug().addKeyValue("container", owner).log("nothing is tried again, the server stops");
        }
    }
}
