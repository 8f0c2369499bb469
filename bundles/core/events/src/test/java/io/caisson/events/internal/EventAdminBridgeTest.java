package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventType;
import io.caisson.testkit.FakeJournal;
import io.caisson.testkit.Fault;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** The bridge with an EventAdmin that is as slow as the test wants. */
class EventAdminBridgeTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final ExitStatus KILLED =
            new ExitStatus(137, ExitStatus.Cause.SIGNALED, Instant.parse("2026-01-02T03:04:05Z"));

    /** Takes what is sent; the sender waits as long as {@code slow} says. */
    private static final class SlowAdmin implements EventAdmin {
        final BlockingQueue<Event> sent = new LinkedBlockingQueue<>();
        final CountDownLatch slow;

        SlowAdmin(int waits) {
            this.slow = new CountDownLatch(waits);
        }

        @Override
        public void postEvent(Event event) {
            throw new AssertionError("what is posted waits in memory without a bound");
        }

        @Override
        public void sendEvent(Event event) {
            sent.add(event);
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Event next() throws InterruptedException {
            Event next = sent.poll(20, TimeUnit.SECONDS);
            assertNotNull(next, "nothing was sent");
            return next;
        }
    }

    private final FakeJournal journal = new FakeJournal();
    private EventAdminBridge bridge;

    @AfterEach
    void stop() {
        bridge.deactivate();
        assertEquals(0, journal.openCursors());
    }

    private SlowAdmin bridge(int waits) {
        SlowAdmin admin = new SlowAdmin(waits);
        bridge = new EventAdminBridge(admin, journal);
        return admin;
    }

    private static Map<String, Object> properties(Event event) {
        Map<String, Object> properties = new HashMap<>();
        for (String name : event.getPropertyNames()) {
            if (!name.equals("event.topics")) {
                properties.put(name, event.getProperty(name));
            }
        }
        return properties;
    }

    @Test
    void everyTypeHasATopicAndWhatIsKnownOfIt() throws Exception {
        SlowAdmin admin = bridge(0);
        List<ContainerEvent> events = List.of(
                new ContainerEvent.Created(WEB, 7, new ProcessIdentity(4242, 99, OptionalLong.of(12))),
                new ContainerEvent.Started(WEB, 7),
                new ContainerEvent.ExecStarted(
                        WEB, 7, new ProcessId("x1"), new ProcessIdentity(4243, 100, OptionalLong.empty())),
                new ContainerEvent.ExecExited(WEB, 7, new ProcessId("x1"), KILLED),
                new ContainerEvent.Paused(WEB, 7),
                new ContainerEvent.Resumed(WEB, 7),
                new ContainerEvent.Exited(WEB, 7, KILLED),
                new ContainerEvent.Deleted(WEB, 7));
        journal.append(events);
        Map<EventType, Event> sent = new HashMap<>();
        for (ContainerEvent event : events) {
            Event next = admin.next();
            assertEquals("io/caisson/container/" + event.type().name(), next.getTopic());
            sent.put(event.type(), next);
        }
        assertEquals(EventType.values().length - 1, sent.size(), "a type is not in the list above");
        Map<String, Object> exited = properties(sent.get(EventType.EXITED));
        assertEquals(
                exited.get("timestamp"),
                Instant.parse(exited.remove("time").toString()).toEpochMilli());
        exited.remove("timestamp");
        assertEquals(
                Map.of(
                        "seq", 7L,
                        "type", "exited",
                        "id", "web",
                        "birth", 7L,
                        "process", "init",
                        "exitStatus", 137,
                        "exitReason", "signal"),
                exited);
        assertEquals(4243L, sent.get(EventType.EXEC_STARTED).getProperty("pid"));
        assertEquals("x1", sent.get(EventType.EXEC_EXITED).getProperty("process"));
        assertEquals(4242L, sent.get(EventType.CREATED).getProperty("pid"));
        assertFalse(
                Arrays.asList(sent.get(EventType.STARTED).getPropertyNames()).contains("pid"));
    }

    @Test
    @Fault(53)
    void aSlowHandlerHoldsUpNobodyAndGetsEverythingLater() throws Exception {
        Journals.append(journal, 1);
        SlowAdmin admin = bridge(1);
        Journals.append(journal, 2, 1_000);
        assertEquals(2L, admin.next().getProperty("seq"), "what was there before is not sent");
        assertEquals(1_000, journal.lastSequence(), "the journal waits for no handler");
        journal.forgetUpTo(10);
        admin.slow.countDown();
        Event gap = admin.next();
        assertEquals("io/caisson/journal/GAP", gap.getTopic());
        assertEquals(3L, gap.getProperty("gapFrom"));
        assertEquals(10L, gap.getProperty("seq"));
        assertEquals("retention", gap.getProperty("gapReason"));
        for (long sequence = 11; sequence <= 1_000; sequence++) {
            assertEquals(sequence, admin.next().getProperty("seq"));
        }
    }

    @Test
    void aJournalThatCannotBeReadForAWhileIsFollowedAgain() throws Exception {
        SlowAdmin admin = bridge(0);
        journal.failReads(2);
        Journals.append(journal, 1, 2);
        assertEquals(1L, admin.next().getProperty("seq"));
        assertEquals(2L, admin.next().getProperty("seq"));
    }
}
