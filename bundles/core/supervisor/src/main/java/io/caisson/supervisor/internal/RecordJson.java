package io.caisson.supervisor.internal;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.ShimLossPolicy;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code state.json}: the names of containerd 0.2 where it has them (bundle, labels, runtime, runtimeArgs, noPivotRoot),
 * ours beside. Keys of a newer version are kept.
 */
final class RecordJson {
    static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private RecordJson() {}

    /**
     * A record as read, with the whole document.
     *
     * @param document to be given to {@link #write} later, so that unknown keys stay
     */
    record Read(ContainerRecord record, ObjectNode document) {}

    static ObjectNode emptyDocument() {
        return JSON.createObjectNode();
    }

    /** {@return the bytes of a record; changes {@code document} to it} */
    static byte[] write(ContainerRecord record, ObjectNode document) throws IOException {
        document.put("version", VERSION);
        document.put("id", record.id().value());
        document.put("birth", record.birth());
        document.put("bundle", record.ociBundle().toString());
        putStrings(document.putArray("labels"), record.labels());
        document.put("runtime", record.runtime());
        putStrings(document.putArray("runtimeArgs"), record.runtimeArgs());
        document.put("noPivotRoot", record.noPivotRoot());
        document.put("autoRemove", record.autoRemove());
        document.put("onShimLoss", record.onShimLoss().name().toLowerCase(Locale.ROOT));
        document.put("logged", record.logged());
        LogJson.put(document, record.log());
        StreamsJson.put(document, record.stdio(), record.terminalSize());
        document.put("bootId", record.bootId());
        document.put("specVersion", record.specVersion());
        document.put("cgroupsPath", record.cgroupsPath());
        document.put("createdAt", record.createdAt().toString());
        putInstant(document, "startedAt", record.startedAt());
        document.put("status", record.state().status().word());
        document.remove("intent");
        record.intent().ifPresent(intent -> document.put("intent", intent));
        ArrayNode processes = document.putArray("processes");
        for (ProcessRecord process : record.processes()) {
            putProcess(processes.addObject(), process);
        }
        ArrayNode outbox = document.putArray("outbox");
        for (ContainerEvent event : record.outbox()) {
            putEvent(outbox.addObject(), event, record.birth());
        }
        document.put("outboxAfter", record.outboxAfter());
        return Checksum.append(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document));
    }

    /** {@return the record} */
    static Read read(byte[] bytes) throws UnreadableRecordException {
        int length = Checksum.verify(bytes);
        try {
            JsonNode tree = JSON.readTree(bytes, 0, length);
            if (!(tree instanceof ObjectNode document)) {
                throw new UnreadableRecordException("is no JSON object");
            }
            requireKnown(document.path("version"));
            return new Read(record(document), document);
        } catch (UnreadableRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the second: a value that its type refuses
            throw new UnreadableRecordException("holds a wrong value: " + e.getMessage(), e);
        }
    }

    /** {@return {@code linux.cgroupsPath} of a config.json; empty when it has none or is none} */
    static Optional<String> cgroupsPath(String config) {
        try {
            JsonNode path = JSON.readTree(config).path("linux").path("cgroupsPath");
            return path.isTextual() && path.textValue().startsWith("/")
                    ? Optional.of(path.textValue())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void requireKnown(JsonNode version) throws UnreadableRecordException {
        if (!version.isInt() || version.intValue() < 1) {
            throw new UnreadableRecordException("has no version");
        }
        if (version.intValue() > VERSION) {
            throw new UnreadableRecordException("has version " + version
                    + " of a newer server, and this one reads 1 to " + VERSION + ": start that server again");
        }
    }

    private static ContainerRecord record(ObjectNode json) throws IOException {
        ContainerId id = new ContainerId(text(json, "id"));
        long birth = number(json, "birth");
        List<ProcessRecord> processes = new ArrayList<>();
        for (JsonNode process : json.path("processes")) {
            processes.add(process(process));
        }
        List<ContainerEvent> outbox = new ArrayList<>();
        for (JsonNode event : json.path("outbox")) {
            outbox.add(event(event, id, event.has("birth") ? number(event, "birth") : birth));
        }
        Instant createdAt = Instant.parse(text(json, "createdAt"));
        Optional<Instant> startedAt = instant(json, "startedAt");
        ContainerStatus status = ContainerStatus.valueOf(text(json, "status").toUpperCase(Locale.ROOT));
        return new ContainerRecord(
                id,
                birth,
                Path.of(text(json, "bundle")),
                text(json, "runtime"),
                strings(json.path("runtimeArgs")),
                text(json, "specVersion"),
                strings(json.path("labels")),
                json.path("noPivotRoot").asBoolean(),
                json.path("autoRemove").asBoolean(),
                ShimLossPolicy.valueOf(text(json, "onShimLoss").toUpperCase(Locale.ROOT)),
                json.path("logged").asBoolean(),
                LogJson.read(json.path("log")),
                StreamsJson.stdio(json),
                StreamsJson.terminalSize(json),
                json.path("bootId").asText(),
                text(json, "cgroupsPath"),
                createdAt,
                startedAt,
                state(status, processes, createdAt, startedAt),
                json.has("intent") ? Optional.of(text(json, "intent")) : Optional.empty(),
                processes,
                outbox,
                number(json, "outboxAfter"));
    }

    private static ContainerState state(
            ContainerStatus status, List<ProcessRecord> processes, Instant createdAt, Optional<Instant> startedAt)
            throws IOException {
        if (status == ContainerStatus.CREATING) {
            return new ContainerState.Creating(createdAt);
        }
        ProcessRecord init = processes.stream()
                .filter(process -> process.id().isInit())
                .findFirst()
                .orElseThrow(() -> new IOException("has no init process and is " + status.word()));
        if (status == ContainerStatus.STOPPED) {
            return new ContainerState.Stopped(
                    init.exit().orElseThrow(() -> new IOException("is stopped without an exit")));
        }
        ProcessIdentity identity =
                init.identity().orElseThrow(() -> new IOException("is " + status.word() + " without a pid"));
        return switch (status) {
            case CREATED -> new ContainerState.Created(identity, createdAt);
            case RUNNING -> new ContainerState.Running(identity, startedAt.orElse(createdAt));
            case PAUSED -> new ContainerState.Paused(identity, startedAt.orElse(createdAt));
            case CREATING, STOPPED, UNKNOWN -> throw new IOException("cannot be " + status.word());
        };
    }

    private static void putProcess(ObjectNode json, ProcessRecord process) {
        json.put("id", process.id().value());
        putStrings(json.putArray("args"), process.args());
        json.put("cwd", process.cwd());
        json.put("terminal", process.terminal());
        process.identity().ifPresent(identity -> putIdentity(json.putObject("process"), identity));
        process.shim().ifPresent(identity -> putIdentity(json.putObject("shim"), identity));
        putInstant(json, "startedAt", process.startedAt());
        process.exit().ifPresent(exit -> putExit(json.putObject("exit"), exit));
        if (process.withCaller()) {
            json.put("withCaller", true);
        }
        putInstant(json, "endsAt", process.endsAt());
    }

    private static ProcessRecord process(JsonNode json) throws IOException {
        return new ProcessRecord(
                new ProcessId(text(json, "id")),
                strings(json.path("args")),
                text(json, "cwd"),
                json.path("terminal").asBoolean(),
                json.has("process") ? Optional.of(identity(json.path("process"))) : Optional.empty(),
                json.has("shim") ? Optional.of(identity(json.path("shim"))) : Optional.empty(),
                instant(json, "startedAt"),
                json.has("exit") ? Optional.of(exit(json.path("exit"))) : Optional.empty(),
                json.path("withCaller").asBoolean(),
                instant(json, "endsAt"));
    }

    private static void putEvent(ObjectNode json, ContainerEvent event, long birth) {
        json.put("type", event.type().word());
        if (event.birth() != birth) { // of the life before
            json.put("birth", event.birth());
        }
        if (event instanceof ContainerEvent.Created created) {
            putIdentity(json.putObject("identity"), created.init());
        } else if (event instanceof ContainerEvent.ExecStarted started) {
            json.put("process", started.process().value());
            putIdentity(json.putObject("identity"), started.identity());
        } else if (event instanceof ContainerEvent.ExecExited exited) {
            json.put("process", exited.process().value());
            putExit(json.putObject("exit"), exited.exit());
        } else if (event instanceof ContainerEvent.Exited exited) {
            putExit(json.putObject("exit"), exited.exit());
        }
    }

    private static ContainerEvent event(JsonNode json, ContainerId id, long birth) throws IOException {
        String word = text(json, "type");
        EventType type = EventType.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        return switch (type) {
            case CREATED -> new ContainerEvent.Created(id, birth, identity(json.path("identity")));
            case STARTED -> new ContainerEvent.Started(id, birth);
            case EXEC_STARTED ->
                new ContainerEvent.ExecStarted(
                        id, birth, new ProcessId(text(json, "process")), identity(json.path("identity")));
            case EXEC_EXITED ->
                new ContainerEvent.ExecExited(id, birth, new ProcessId(text(json, "process")), exit(json.path("exit")));
            case PAUSED -> new ContainerEvent.Paused(id, birth);
            case RESUMED -> new ContainerEvent.Resumed(id, birth);
            case EXITED -> new ContainerEvent.Exited(id, birth, exit(json.path("exit")));
            case DELETED -> new ContainerEvent.Deleted(id, birth);
            case GAP -> throw new IOException("holds a gap where an event of a container must be");
        };
    }

    private static void putIdentity(ObjectNode json, ProcessIdentity identity) {
        json.put("pid", identity.pid());
        json.put("startTicks", identity.startTicks());
        identity.pidfdInode().ifPresent(inode -> json.put("pidfdInode", inode));
    }

    private static ProcessIdentity identity(JsonNode json) throws IOException {
        return new ProcessIdentity(
                number(json, "pid"),
                number(json, "startTicks"),
                json.has("pidfdInode") ? OptionalLong.of(number(json, "pidfdInode")) : OptionalLong.empty());
    }

    static void putExit(ObjectNode json, ExitStatus exit) {
        json.put("status", exit.code());
        json.put("cause", exit.cause().name().toLowerCase(Locale.ROOT));
        json.put("finishedAt", exit.finishedAt().toString());
    }

    static ExitStatus exit(JsonNode json) throws IOException {
        return new ExitStatus(
                (int) number(json, "status"),
                ExitStatus.Cause.valueOf(text(json, "cause").toUpperCase(Locale.ROOT)),
                Instant.parse(text(json, "finishedAt")));
    }

    private static void putInstant(ObjectNode json, String key, Optional<Instant> value) {
        json.remove(key);
        value.ifPresent(at -> json.put(key, at.toString()));
    }

    private static Optional<Instant> instant(JsonNode json, String key) throws IOException {
        return json.has(key) ? Optional.of(Instant.parse(text(json, key))) : Optional.empty();
    }

    private static void putStrings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    static List<String> strings(JsonNode array) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonNode value : array) {
            if (!value.isTextual()) {
                throw new IOException("holds " + value.getNodeType() + " where text must be");
            }
            values.add(value.textValue());
        }
        return values;
    }

    static String text(JsonNode json, String key) throws IOException {
        JsonNode value = json.path(key);
        if (!value.isTextual()) {
            throw new IOException("has no text at \"" + key + "\"");
        }
        return value.textValue();
    }

    static long number(JsonNode json, String key) throws IOException {
        JsonNode value = json.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IOException("has no whole number at \"" + key + "\"");
        }
        return value.longValue();
    }
}
