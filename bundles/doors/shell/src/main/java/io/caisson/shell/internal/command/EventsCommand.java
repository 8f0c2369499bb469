package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.EventCursor;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.EventType;
import io.caisson.api.event.Gap;
import io.caisson.shell.internal.text.Printable;
import io.caisson.shell.internal.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        description =
                "Show events. Without --after, --since and --until those that come; with them those that are there, and"
                        + " with -f those that come, too.")
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
            negatable = true,
            description = "Go on with those that come, until --until if that is given; or do not.")
    private Boolean follow;

    @Option(names = "--after", paramLabel = "SEQUENCE", description = "Those after this sequence number; 0 means all.")
    private Long after;

    @Option(names = "--since", paramLabel = "TIME", description = "Those from this RFC 3339 time on.")
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Those before this RFC 3339 time.")
    private String until;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "Those of these types: created,started,exec-started,... Gaps are always told.")
    private List<String> types = List.of();

    @Option(
            names = "--id",
            paramLabel = "ID",
            split = ",",
            description = "Those of these containers. Gaps are always told.")
    private List<String> ids = List.of();

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
        EventFilter filter = filter();
        boolean stored = timestamp != null || after != null || since != null || until != null;
        boolean live = follow != null ? follow : timestamp != null || !stored;
        long begin = after != null ? after : stored ? 0 : services.journal().lastSequence();
        if (format == Format.TABLE) {
            io.out(EventTexts.HEAD);
        }
        try (EventCursor cursor = services.journal().open(begin, filter)) {
            while (true) {
                boolean over = !live || isPast(filter.until());
                Optional<EventRecord> next = cursor.next(over ? Duration.ZERO : LOOK_UP);
                next.ifPresent(this::print);
                if (io.ending().isDone() || (next.isEmpty() && over)) {
                    return ExitCodes.OK;
                }
            }
        }
    }

    private static boolean isPast(Optional<Instant> time) {
        return time.isPresent() && !Instant.now().isBefore(time.get());
    }

    private EventFilter filter() {
        Optional<Instant> from = Optional.empty();
        if (timestamp != null) {
            from = Optional.of(Times.instant(timestamp).plusNanos(1)); // 0.2: strictly after
        } else if (since != null) {
            from = Optional.of(Times.instant(since));
        }
        return new EventFilter(
                ids.stream().map(ContainerId::new).collect(Collectors.toSet()),
                types.stream().map(EventsCommand::type).collect(Collectors.toSet()),
                from,
                Optional.ofNullable(until).map(Times::instant));
    }

    private static EventType type(String word) {
        return EventType.ofWord(word)
                .orElseThrow(() -> new CaissonException(
                        ErrorCode.INVALID_ARGUMENT,
                        "event.type-unknown",
                        "there is no event type \"" + Printable.of(word) + "\"; known are " + EventType.words()));
    }

    private void print(EventRecord entry) {
        if (format == Format.JSON) {
            io.out(EventTexts.json(entry));
        } else if (entry.event() instanceof Gap gap) { // 0.2 has no word for it, and its table is read by programs
            io.err("ctr: events " + gap.from() + " to " + gap.to() + " are lost: "
                    + gap.reason().word() + "\n");
        } else {
            EventTexts.line(entry).ifPresent(io::out);
        }
    }
}
