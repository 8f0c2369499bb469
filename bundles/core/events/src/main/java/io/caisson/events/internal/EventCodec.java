package io.caisson.events.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Events as JSON payloads of journal records, so that a person can read a segment with {@code strings}. */
final class EventCodec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventCodec() {}

    static byte[] encode(ContainerEvent event) {
        ObjectNode json = JSON.createObjectNode();
        json.put("type", event.type().word());
        json.put("container", event.container().value());
        json.put("birth", event.birth());
        if (event instanceof ContainerEvent.Created created) {
            putIdentity(json, created.init());
        } else if (event instanceof ContainerEvent.ExecStarted started) {
            json.put("process", started.process().value());
            putIdentity(json, started.identity());
        } else if (event instanceof ContainerEvent.ExecExited exited) {
            json.put("process", exited.process().value());
            putExit(json, exited.exit());
        } else if (event instanceof ContainerEvent.Exited exited) {
            putExit(json, exited.exit());
        }
        try {
            return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of plain values is always JSON", e);
        }
    }

    /** {@return the event; empty for a type that this version does not know} */
    static Optional<ContainerEvent> decode(byte[] payload) throws IOException {
        JsonNode json = JSON.readTree(payload);
        String word = json.path("type").asText();
        Optional<EventType> type = EventType.ofWord(word);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(type.get(), json));
        } catch (RuntimeException e) { // a value that its type refuses
            throw new IOException("journal record holds no valid " + word + " event", e);
        }
    }

    private static ContainerEvent decode(EventType type, JsonNode json) {
        ContainerId container = new ContainerId(json.path("container").textValue());
        long birth = json.path("birth").longValue();
        return switch (type) {
            case CREATED -> new ContainerEvent.Created(container, birth, identity(json));
            case STARTED -> new ContainerEvent.Started(container, birth);
            case EXEC_STARTED -> new ContainerEvent.ExecStarted(container, birth, process(json), identity(json));
            case EXEC_EXITED -> new ContainerEvent.ExecExited(container, birth, process(json), exit(json));
            case PAUSED -> new ContainerEvent.Paused(container, birth);
            case RESUMED -> new ContainerEvent.Resumed(container, birth);
            case EXITED -> new ContainerEvent.Exited(container, birth, exit(json));
            case DELETED -> new ContainerEvent.Deleted(container, birth);
            case GAP -> throw new IllegalArgumentException("a gap is found, never written");
        };
    }

    private static ProcessId process(JsonNode json) {
        return new ProcessId(json.path("process").textValue());
    }

    private static void putIdentity(ObjectNode json, ProcessIdentity identity) {
        json.put("pid", identity.pid());
        json.put("startTicks", identity.startTicks());
        identity.pidfdInode().ifPresent(inode -> json.put("pidfdInode", inode));
    }

    private static ProcessIdentity identity(JsonNode json) {
        JsonNode inode = json.path("pidfdInode");
        return new ProcessIdentity(
                json.path("pid").longValue(),
                json.path("startTicks").longValue(),
                inode.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(inode.longValue()));
    }

    private static void putExit(ObjectNode json, ExitStatus exit) {
        json.put("status", exit.code());
        json.put("cause", exit.cause().name());
        json.put("finishedAt", exit.finishedAt().toString());
    }

    private static ExitStatus exit(JsonNode json) {
        return new ExitStatus(
                json.path("status").intValue(),
                ExitStatus.Cause.valueOf(json.path("cause").textValue()),
                Instant.parse(json.path("finishedAt").textValue()));
    }
}
