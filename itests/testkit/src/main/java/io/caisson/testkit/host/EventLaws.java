package io.caisson.testkit.host;

import io.caisson.testkit.host.JmxClient.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold of the events of a journal, read from its beginning:
 *
 * <ul>
 *   <li>sequence numbers grow;
 *   <li>a life begins with created, and deleted is its last event;
 *   <li>started comes once and before exited; what was started has exited before it is deleted;
 *   <li>every further process started after its container, and exited once;
 *   <li>init's exit is the last one of a life.
 * </ul>
 */
public final class EventLaws {
    private final Map<String, Life> lives = new HashMap<>();
    private final List<String> broken = new ArrayList<>();

    private EventLaws() {}

    /** One container from created to deleted, as far as it is told. */
    private static final class Life {
        private final Set<String> executing = new HashSet<>();
        private boolean started;
        private boolean exited;
    }

    /** Fails with every law that is broken, and the event that breaks it. */
    public static void assertLawful(List<Event> events) {
        EventLaws laws = new EventLaws();
        long last = 0;
        for (Event event : events) {
            laws.hold(event.sequence() > last, event, "sequence numbers grow");
            last = event.sequence();
            laws.take(event);
        }
        if (!laws.broken.isEmpty()) {
            throw new AssertionError(String.join("\n", laws.broken) + "\nin\n"
                    + String.join("\n", events.stream().map(Event::toString).toList()));
        }
    }

    private void hold(boolean holds, Event event, String law) {
        if (!holds) {
            broken.add(law + ", but " + event);
        }
    }

    private void take(Event event) {
        if (event.type().equals("created")) {
            hold(lives.put(event.id(), new Life()) == null, event, "created comes once in a life");
            return;
        }
        Life life = lives.get(event.id());
        if (life == null) {
            hold(false, event, "a life begins with created");
            return;
        }
        switch (event.type()) {
            case "started" -> {
                hold(!life.started && !life.exited, event, "started comes once and before exited");
                life.started = true;
            }
            case "exec-started" -> {
                hold(life.started && !life.exited, event, "a process is started while init runs");
                hold(life.executing.add(event.process()), event, "a process is started once");
            }
            case "exec-exited" -> {
                hold(life.executing.remove(event.process()), event, "a process exits once and after it was started");
                hold(!life.exited, event, "init's exit is the last");
            }
            case "exited" -> {
                hold(!life.exited, event, "init exits once");
                hold(life.executing.isEmpty(), event, "init's exit is the last");
                life.exited = true;
            }
            case "deleted" -> {
                hold(!life.started || life.exited, event, "what was started has exited before it is deleted");
                lives.remove(event.id());
            }
            default -> hold(life.started && !life.exited, event, "this happens while init runs");
        }
    }
}
