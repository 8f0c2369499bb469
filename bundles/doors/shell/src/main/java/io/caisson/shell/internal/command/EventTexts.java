package io.caisson.shell.internal.command;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import io.caisson.shell.internal.text.Json;
import io.caisson.shell.internal.text.Table;
import io.caisson.shell.internal.text.Times;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Events as lines: in containerd 0.2's words and columns, and as JSON in ours. */
final class EventTexts {
    static final String HEAD = Table.eventLine("TIME", "TYPE", "ID", "PID", "STATUS");

    private EventTexts() {}

    /** {@return the event in 0.2's words; empty for one that 0.2 does not tell} */
    static Optional<String> line(EventRecord event) {
        if (!(event.event() instanceof ContainerEvent fact)) {
            return Optional.empty();
        }
        return switch (fact.type()) {
            case CREATED, DELETED, GAP -> Optional.empty();
            case STARTED -> line(event, fact, "start-container", "", 0);
            case EXEC_STARTED -> line(event, fact, "start-process", process(fact), 0);
            case PAUSED -> line(event, fact, "pause", "", 0);
            case RESUMED -> line(event, fact, "resume", "", 0);
            case EXITED, EXEC_EXITED ->
                line(
                        event,
                        fact,
                        "exit",
                        process(fact),
                        exit(fact).map(ExitStatus::code).orElse(0));
        };
    }

    private static Optional<String> line(
            EventRecord event, ContainerEvent fact, String type, String process, int status) {
        return Optional.of(Table.eventLine(
                Times.rfc3339Nano(event.at()), type, fact.container().value(), process, Integer.toString(status)));
    }

    /** {@return the event as one line of JSON} */
    static String json(EventRecord event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sequence", event.sequence());
        json.put("at", Times.rfc3339Nano(event.at()));
        json.put("type", event.event().type().word());
        if (event.event() instanceof ContainerEvent fact) {
            put(json, fact);
        } else if (event.event() instanceof Gap gap) {
            json.put("from", gap.from());
            json.put("to", gap.to());
            json.put("reason", gap.reason().word());
        }
        return Json.line(json) + "\n";
    }

    private static void put(Map<String, Object> json, ContainerEvent fact) {
        json.put("container", fact.container());
        json.put("birth", fact.birth());
        if (!process(fact).isEmpty()) {
            json.put("process", process(fact));
        }
        if (fact instanceof ContainerEvent.Created created) {
            json.put("pid", created.init().pid());
        } else if (fact instanceof ContainerEvent.ExecStarted started) {
            json.put("pid", started.identity().pid());
        }
        exit(fact).ifPresent(exit -> {
            json.put("exitCode", exit.code());
            json.put("cause", exit.cause().name().toLowerCase(Locale.ROOT));
            json.put("finishedAt", Times.rfc3339Nano(exit.finishedAt()));
        });
    }

    private static String process(ContainerEvent fact) {
        if (fact instanceof ContainerEvent.ExecStarted started) {
            return started.process().value();
        }
        if (fact instanceof ContainerEvent.ExecExited exited) {
            return exited.process().value();
        }
        return fact instanceof ContainerEvent.Exited ? ProcessId.INIT.value() : "";
    }

    private static Optional<ExitStatus> exit(ContainerEvent fact) {
        if (fact instanceof ContainerEvent.Exited exited) {
            return Optional.of(exited.exit());
        }
        return fact instanceof ContainerEvent.ExecExited exited ? Optional.of(exited.exit()) : Optional.empty();
    }
}
