package io.caisson.events.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.EventType;
import io.caisson.api.event.Gap;
import io.caisson.api.event.JournalEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;

/** docs/events.md names every event, topic, property and setting that there is. */
class EventsPageTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final ExitStatus EXIT = ExitStatus.unknown(Instant.EPOCH);
    private static final ProcessIdentity PROCESS = new ProcessIdentity(1, 2, OptionalLong.empty());
    private static final List<JournalEvent> EVERY_KIND = List.of(
            new ContainerEvent.Created(WEB, 1, PROCESS),
            new ContainerEvent.Started(WEB, 1),
            new ContainerEvent.ExecStarted(WEB, 1, new ProcessId("x"), PROCESS),
            new ContainerEvent.ExecExited(WEB, 1, new ProcessId("x"), EXIT),
            new ContainerEvent.Paused(WEB, 1),
            new ContainerEvent.Resumed(WEB, 1),
            new ContainerEvent.Exited(WEB, 1, EXIT),
            new ContainerEvent.Deleted(WEB, 1),
            new Gap(1, 1, Gap.Reason.DAMAGED));

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "..", "..", "docs", "events.md"));
    }

    @Test
    void everyTypeHasARowWithItsTopic() throws IOException {
        Map<String, String> topics = new HashMap<>();
        Matcher rows = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|.*`(io/caisson/[a-zA-Z_/]+)` \\|$")
                .matcher(page());
        while (rows.find()) {
            topics.put(rows.group(1), rows.group(2));
        }
        Map<String, String> wanted = new HashMap<>();
        for (JournalEvent event : EVERY_KIND) {
            wanted.put(
                    event.type().word(),
                    AdminEvents.of(new EventRecord(1, Instant.EPOCH, 0, event)).getTopic());
        }
        assertEquals(EnumSet.allOf(EventType.class).size(), wanted.size(), "a type is not in the list above");
        assertEquals(wanted, topics);
    }

    @Test
    void everyPropertyReasonAndSettingIsNamed() throws IOException {
        String page = page();
        for (JournalEvent kind : EVERY_KIND) {
            Event event = AdminEvents.of(new EventRecord(1, Instant.EPOCH, 0, kind));
            Arrays.stream(event.getPropertyNames())
                    .filter(name -> !name.equals("event.topics"))
                    .forEach(name -> assertTrue(page.contains("`" + name + "`"), name));
        }
        for (Gap.Reason reason : Gap.Reason.values()) {
            assertTrue(page.contains("- `" + reason.word() + "`: "), reason.word());
        }
        for (JournalSettings.Key key : JournalSettings.Key.values()) {
            assertTrue(page.contains("`" + key.word() + "`"), key.word());
        }
        assertEquals(7, Limits.DEFAULT.keepAge().toDays());
        assertEquals(100_000, Limits.DEFAULT.keepEvents());
        assertEquals(1L << 30, Limits.DEFAULT.maxBytes());
        assertTrue(page.contains("seven days") && page.contains("100,000") && page.contains("1 GiB"));
    }
}
