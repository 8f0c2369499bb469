package io.caisson.supervisor.internal;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.ShimLossPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** {@code containers/ID.json}, with the words of {@code state.json}. Keys of a newer version are kept. */
final class DefinitionJson {
    static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private DefinitionJson() {}

    /** @param document to be given to {@link #write} later, so that unknown keys stay */
    record Read(Definition definition, ObjectNode document) {}

    static ObjectNode emptyDocument() {
        return JSON.createObjectNode();
    }

    /** {@return the bytes of a definition; changes {@code document} to it} */
    static byte[] write(Definition definition, ObjectNode document) throws IOException {
        CreateRequest request = definition.request();
        document.put("version", VERSION);
        document.put("id", request.id().value());
        document.put("bundle", request.ociBundle().toString());
        document.put("runtime", request.runtime().orElseThrow());
        request.runtimeArgs().forEach(document.putArray("runtimeArgs")::add);
        request.labels().forEach(document.putArray("labels")::add);
        document.put("noPivotRoot", request.noPivotRoot());
        document.put("onShimLoss", request.onShimLoss().name().toLowerCase(Locale.ROOT));
        StreamsJson.put(document, request.stdio(), request.terminalSize());
        LogJson.put(document, request.log());
        document.put("restart", request.restart().text());
        document.put("birth", definition.birth());
        document.put("restarts", definition.restarts());
        document.put("stoppedByUser", definition.stoppedByUser());
        document.remove("exit");
        definition.exit().ifPresent(exit -> RecordJson.putExit(document.putObject("exit"), exit));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    }

    /** {@return the definition; throws IOException with the reason when it is none} */
    static Read read(byte[] bytes) throws IOException {
        JsonNode tree = JSON.readTree(bytes);
        if (!(tree instanceof ObjectNode json)) {
            throw new IOException("is no JSON object");
        }
        int version = json.path("version").asInt(-1);
        if (version < 1 || version > VERSION) {
            throw new IOException("has version " + version + ", and this server reads 1 to " + VERSION);
        }
        try {
            return new Read(definition(json), json);
        } catch (RuntimeException e) { // a value that its type refuses
            throw new IOException("holds a wrong value: " + e.getMessage(), e);
        }
    }

    private static Definition definition(ObjectNode json) throws IOException {
        CreateRequest request = CreateRequest.of(
                        new ContainerId(RecordJson.text(json, "id")), Path.of(RecordJson.text(json, "bundle")))
                .withRuntime(RecordJson.text(json, "runtime"), RecordJson.strings(json.path("runtimeArgs")))
                .withLabels(RecordJson.strings(json.path("labels")))
                .withNoPivotRoot(json.path("noPivotRoot").asBoolean())
                .withOnShimLoss(ShimLossPolicy.valueOf(
                        RecordJson.text(json, "onShimLoss").toUpperCase(Locale.ROOT)))
                .withStdio(StreamsJson.stdio(json))
                .withLog(LogJson.read(json.path("log")))
                .withRestart(RestartPolicy.parse(RecordJson.text(json, "restart")));
        return new Definition(
                StreamsJson.terminalSize(json).map(request::withTerminalSize).orElse(request),
                RecordJson.number(json, "birth"),
                (int) RecordJson.number(json, "restarts"),
                json.path("stoppedByUser").asBoolean(),
                json.has("exit") ? Optional.of(RecordJson.exit(json.path("exit"))) : Optional.empty());
    }
}
