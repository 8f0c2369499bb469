package io.caisson.supervisor.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.container.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a container's streams lead, in records and definitions: {@code null}, {@code server} or a path. */
final class StreamsJson {
    private StreamsJson() {}

    static void put(ObjectNode json, StdioRequest stdio, Optional<TerminalSize> size) {
        json.putObject("stdio")
                .put("stdin", text(stdio.stdin()))
                .put("stdout", text(stdio.stdout()))
                .put("stderr", text(stdio.stderr()));
        json.remove("terminalSize");
        size.ifPresent(known ->
                json.putObject("terminalSize").put("rows", known.rows()).put("columns", known.columns()));
    }

    /** {@return the streams; logged ones where an older version wrote none} */
    static StdioRequest stdio(JsonNode json) throws IOException {
        if (!json.has("stdio")) {
            return StdioRequest.LOGGED;
        }
        JsonNode stdio = json.path("stdio");
        return new StdioRequest(target(stdio, "stdin"), target(stdio, "stdout"), target(stdio, "stderr"));
    }

    static Optional<TerminalSize> terminalSize(JsonNode json) throws IOException {
        if (!json.has("terminalSize")) {
            return Optional.empty();
        }
        JsonNode size = json.path("terminalSize");
        return Optional.of(
                new TerminalSize((int) RecordJson.number(size, "rows"), (int) RecordJson.number(size, "columns")));
    }

    private static String text(StreamTarget target) {
        if (target instanceof StreamTarget.ClientPath client) {
            return client.path().toString();
        }
        return target instanceof StreamTarget.Server ? "server" : "null";
    }

    private static StreamTarget target(JsonNode json, String key) throws IOException {
        String text = RecordJson.text(json, key);
        return switch (text) {
            case "null" -> new StreamTarget.Null();
            case "server" -> new StreamTarget.Server();
            default -> new StreamTarget.ClientPath(Path.of(text));
        };
    }
}
