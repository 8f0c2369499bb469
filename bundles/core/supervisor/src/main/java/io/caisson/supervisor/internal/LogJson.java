package io.caisson.supervisor.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.LogRequest;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** {@code log} of {@code state.json}. Absent, as in records of the first version, it is the default. */
final class LogJson {
    private static final String KEY = "log";

    private LogJson() {}

    static void put(ObjectNode document, LogRequest log) {
        ObjectNode json = document.putObject(KEY);
        json.put("driver", log.driver().name().toLowerCase(Locale.ROOT));
        json.put("whenFull", log.whenFull().name().toLowerCase(Locale.ROOT));
        log.maxBytes().ifPresent(bytes -> json.put("maxBytes", bytes));
        log.maxFiles().ifPresent(files -> json.put("maxFiles", files));
        log.path().ifPresent(path -> json.put("path", path.toString()));
    }

    /** {@return what it says; throws IllegalArgumentException for a word that is none} */
    static LogRequest read(JsonNode json) {
        if (!json.isObject()) {
            return LogRequest.DEFAULT;
        }
        return new LogRequest(
                LogRequest.Driver.valueOf(json.path("driver").asText().toUpperCase(Locale.ROOT)),
                LogRequest.WhenFull.valueOf(json.path("whenFull").asText().toUpperCase(Locale.ROOT)),
                json.has("maxBytes") ? OptionalLong.of(json.path("maxBytes").asLong()) : OptionalLong.empty(),
                json.has("maxFiles") ? OptionalInt.of(json.path("maxFiles").asInt()) : OptionalInt.empty(),
                json.has("path") ? Optional.of(Path.of(json.path("path").asText())) : Optional.empty());
    }
}
