package io.caisson.runc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.runtime.RuntimeContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what runtimes answer on standard output: {@code runtime.answer-unreadable} when it is not what was asked for. */
final class RuntimeAnswers {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RuntimeAnswers() {}

    /** Reads what {@code state} prints. */
    static RuntimeContainer container(RuntimeCall call, CommandResult result) {
        return container(call, result, object(call, result));
    }

    /** Reads what {@code list} prints; runc writes null for an empty list. */
    static List<RuntimeContainer> containers(RuntimeCall call, CommandResult result) {
        List<RuntimeContainer> containers = new ArrayList<>();
        for (JsonNode node : array(call, result)) {
            containers.add(container(call, result, node));
        }
        return containers;
    }

    /** Reads what {@code ps} prints; runc writes null for a stopped container. */
    static List<Long> pids(RuntimeCall call, CommandResult result) {
        List<Long> pids = new ArrayList<>();
        for (JsonNode node : array(call, result)) {
            if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() <= 0) {
                throw unreadable(call, result, null);
            }
            pids.add(node.asLong());
        }
        return pids;
    }

    /** {@return a JSON object as the runtime wrote it, after a check that it is one} */
    static String document(RuntimeCall call, CommandResult result) {
        object(call, result);
        return new String(result.stdout(), StandardCharsets.UTF_8).strip();
    }

    private static RuntimeContainer container(RuntimeCall call, CommandResult result, JsonNode node) {
        String id = node.path("id").asText("");
        String status = node.path("status").asText("");
        JsonNode pid = node.path("pid");
        if (id.isEmpty() || status.isEmpty() || !pid.canConvertToLong() || pid.asLong() < 0) {
            throw unreadable(call, result, null);
        }
        try {
            return new RuntimeContainer(
                    id, status, pid.asLong(), Path.of(node.path("bundle").asText("")));
        } catch (InvalidPathException e) {
            throw unreadable(call, result, e);
        }
    }

    private static JsonNode object(RuntimeCall call, CommandResult result) {
        JsonNode node = parse(call, result);
        if (!node.isObject()) {
            throw unreadable(call, result, null);
        }
        return node;
    }

    private static JsonNode array(RuntimeCall call, CommandResult result) {
        JsonNode node = parse(call, result);
        if (!node.isArray() && !node.isNull()) {
            throw unreadable(call, result, null);
        }
        return node;
    }

    private static JsonNode parse(RuntimeCall call, CommandResult result) {
        if (result.truncated()) {
            throw unreadable(call, result, null);
        }
        try {
            return JSON.readTree(result.stdout());
        } catch (JsonProcessingException e) {
            throw unreadable(call, result, e);
        } catch (IOException e) {
            throw unreadable(call, result, e);
        }
    }

    private static CaissonException unreadable(RuntimeCall call, CommandResult result, Exception cause) {
        return new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                "runtime.answer-unreadable",
                call.describe() + " answered what cannot be read: " + Words.excerpt(result.stdout()),
                call.details(),
                cause);
    }
}
