package io.caisson.jmx.internal;

import io.caisson.api.container.Containers;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that follows the journal: MBeans come and go and notifications are sent in the journal's order. A
 * cursor is open before the containers are listed, so no event falls between.
 */
final class JournalFollower {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFollower.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LOOK_WHILE_RESTORING = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final EventJournal journal;
    private final Containers containers;
    private final ContainerBeans beans;
    private final EventsBean events;
    private final DescribedMBean eventsMBean;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "caisson-jmx-events");
    private EventCursor firstCursor; // of the opening thread until the follower runs, then of the follower
    private long position; // same
    private long nextLook; // same; by System.nanoTime

    /** @param eventsMBean the MBean of {@code events}; sends after the container's own, before that goes */
    JournalFollower(Services services, ContainerBeans beans, EventsBean events, DescribedMBean eventsMBean) {
        this.journal = services.journal();
        this.containers = services.containers();
        this.beans = beans;
        this.events = events;
        this.eventsMBean = eventsMBean;
    }

    void start() {
        position = journal.lastSequence();
        firstCursor = journal.open(position, EventFilter.ALL);
        try {
            long before = Math.max(0, position - EventsBean.LAST);
            journal.read(before, EventFilter.ALL, EventsBean.LAST).stream()
                    .filter(record -> record.sequence() <= position)
                    .forEach(events::remember);
            events.notified(position);
            look();
            thread.setDaemon(true);
            thread.start();
        } catch (RuntimeException e) {
            firstCursor.close();
            throw e;
        }
    }

    private void follow() {
        Optional<EventCursor> first = Optional.of(firstCursor);
        try {
            do { // at least once: the first cursor must be closed
                try (EventCursor cursor = first.orElseGet(() -> journal.open(position, EventFilter.ALL))) {
                    first = Optional.empty();
                    while (stopped.getCount() > 0) {
                        step(cursor);
                    }
                } catch (RuntimeException e) {
                    LOG.atWarn().addKeyValue("sequence", position).setCause(e).log("journal is followed again");
                    stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                }
            } while (stopped.getCount() > 0);
        } catch (InterruptedException e) {
            LOG.atTrace().log("stopped"); // by stop()
        }
    }

    private void step(EventCursor cursor) throws InterruptedException {
        long untilLook = nextLook - System.nanoTime();
        Optional<EventRecord> next = cursor.next(Duration.ofNanos(Math.max(0, untilLook)));
        if (next.isPresent()) {
            position = next.get().sequence(); // first: an event that cannot be handled is not tried again
            handle(next.get());
        }
        if (nextLook - System.nanoTime() <= 0) {
            look();
        }
    }

    /** Sees to containers that come and go without an event. */
    private void look() {
        Duration pause = containers.restoreProgress().complete() ? LOOK : LOOK_WHILE_RESTORING;
        nextLook = System.nanoTime() + pause.toNanos();
        beans.reconcile(containers.list());
    }

    private void handle(EventRecord record) {
        if (record.event() instanceof ContainerEvent.Created created) {
            beans.appeared(created.container(), created.birth());
        }
        events.remember(record);
        if (record.event() instanceof ContainerEvent event) {
            beans.send(event.container(), event.birth(), EventTexts.notification(record));
        }
        eventsMBean.sendNotification(EventTexts.notification(record));
        if (record.event() instanceof ContainerEvent.Deleted deleted) {
            beans.gone(deleted.container(), deleted.birth());
        }
        events.notified(record.sequence());
    }

    /** Returns when the thread has ended and its cursor is closed, or 5 s later if a listener holds it. */
    void stop() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
