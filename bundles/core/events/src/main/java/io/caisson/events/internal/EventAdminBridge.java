package io.caisson.events.internal;

import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what comes into the journal to OSGi's EventAdmin, as long as there is one. It follows by a cursor on a thread of its
 * own and waits for each handler: a slow one holds up the other handlers, and neither the journal nor any other reader.
 */
@Component(
        service = {},
        immediate = true)
public final class EventAdminBridge {
    private static final Logger log = LoggerFactory.getLogger(EventAdminBridge.class);
    private static final Duration LOOK_UP = Duration.ofSeconds(10);
    private static final long RETRY_MILLIS = 1_000;
    private static final long LONGEST_STOP_MILLIS = 5_000;

    private final EventAdmin admin;
    private final EventJournal journal;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "caisson-event-admin");
    private long position; // of the thread, once it runs

    @Activate
    public EventAdminBridge(@Reference EventAdmin admin, @Reference EventJournal journal) {
        this.admin = admin;
        this.journal = journal;
        this.position = journal.lastSequence();
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try {
            while (stopped.getCount() > 0) {
                try (EventCursor cursor = journal.open(position, EventFilter.ALL)) {
                    while (stopped.getCount() > 0) {
                        cursor.next(LOOK_UP).ifPresent(this::send);
                    }
                } catch (RuntimeException e) {
                    log.atWarn().addKeyValue("sequence", position).setCause(e).log("journal is followed again");
                    stopped.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            log.atTrace().log("stopped"); // by deactivate()
        }
    }

    private void send(EventRecord entry) {
        position = entry.sequence(); // first: one that EventAdmin refuses is not tried again
        admin.sendEvent(AdminEvents.of(entry));
    }

    /** Returns when the thread has ended, or five seconds later if a handler holds it. */
    @Deactivate
    void deactivate() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(LONGEST_STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
