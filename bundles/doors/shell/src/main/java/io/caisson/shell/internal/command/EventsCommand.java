package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.shell.internal.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        description =
                "Show events. Without --after and --since those that come; with them those that are there, and with"
                        + " -f those that come, too.")
final class EventsCommand extends ShellCommand {
    /** How events are written. */
    enum Format {
        TABLE,
        JSON
    }

    private static final Duration LOOK_UP = Duration.ofMillis(250);

    @Option(
            names = {"-t", "--timestamp"},
            paramLabel = "TIME",
            description = "First those after this RFC 3339 time, then those that come.")
    private String timestamp;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with those that come.")
    private boolean follow;

    @Option(names = "--after", paramLabel = "SEQUENCE", description = "Those after this sequence number; 0 means all.")
    private Long after;

    @Option(names = "--since", paramLabel = "TIME", description = "Those from this RFC 3339 time on.")
    private String since;

    @Option(names = "--id", paramLabel = "ID", description = "Those of one container.")
    private String id;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table (containerd's words) or json (one object a line, all events).")
    private Format format;

    EventsCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() throws InterruptedException {
        boolean stored = timestamp != null || after != null || since != null;
        boolean live = follow || timestamp != null || !stored;
        long begin = after != null ? after : stored ? 0 : services.journal().lastSequence();
        if (format == Format.TABLE) {
            io.out(EventTexts.HEAD);
        }
        try (EventCursor cursor = services.journal().open(begin, filter())) {
            while (true) {
                Optional<EventRecord> next = cursor.next(live ? LOOK_UP : Duration.ZERO);
                if (next.isPresent()) {
                    print(next.get());
                }
                if (io.ending().isDone() || (next.isEmpty() && !live)) {
                    return ExitCodes.OK;
                }
            }
        }
    }

    private EventFilter filter() {
        Optional<Instant> from = Optional.empty();
        if (timestamp != null) {
            from = Optional.of(Times.instant(timestamp).plusNanos(1)); // 0.2: strictly after
        } else if (since != null) {
            from = Optional.of(Times.instant(since));
        }
        Set<ContainerId> containers = id == null ? Set.of() : Set.of(new ContainerId(id));
        return new EventFilter(containers, Set.of(), from, Optional.empty());
    }

    private void print(EventRecord event) {
        if (format == Format.JSON) {
            io.out(EventTexts.json(event));
        } else {
            EventTexts.line(event).ifPresent(io::out);
        }
    }
}
