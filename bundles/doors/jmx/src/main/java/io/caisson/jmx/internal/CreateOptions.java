package io.caisson.jmx.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.ShimLossPolicy;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The options of {@code create} and {@code run}: a JSON object. An unknown key is refused by name. */
final class CreateOptions {
    private static final Set<String> KEYS = Set.of(
            "runtime",
            "runtimeArgs",
            "labels",
            "rows",
            "cols",
            "stdin",
            "noPivot",
            "autoRemove",
            "onShimLoss",
            "logDriver",
            "logOptions",
            "restart");

    private CreateOptions() {}

    /** {@return the request with the options in it} */
    static CreateRequest apply(CreateRequest plain, String optionsJson) {
        if (Arguments.isDefault(optionsJson)) {
            return plain;
        }
        JsonNode options = Json.read("optionsJson", Arguments.required("optionsJson", optionsJson));
        if (!options.isObject()) {
            throw Errors.invalid("options.invalid", "optionsJson must be a JSON object such as {\"runtime\":\"crun\"}");
        }
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            String name = option.getKey();
            if (!KEYS.contains(name)) {
                throw Errors.invalid(
                        "options.unknown-key",
                        "optionsJson has the unknown key " + Printable.quoted(name) + "; known are "
                                + String.join(", ", new TreeSet<>(KEYS)));
            }
        }
        CreateRequest request = plain.withLabels(labels(options))
                .withNoPivotRoot(flag(options, "noPivot"))
                .withAutoRemove(flag(options, "autoRemove"))
                .withOnShimLoss(onShimLoss(options))
                .withLog(log(options))
                .withRestart(restart(options))
                .withStdio(flag(options, "stdin") ? StdioRequest.INTERACTIVE : StdioRequest.LOGGED);
        return withTerminal(withRuntime(request, options), options);
    }

    private static CreateRequest withRuntime(CreateRequest request, JsonNode options) {
        List<String> args = strings(options, "runtimeArgs");
        if (options.has("runtime")) {
            return request.withRuntime(text(options, "runtime"), args);
        }
        if (!args.isEmpty()) {
            throw Errors.invalid("options.invalid", "runtimeArgs count only together with runtime");
        }
        return request;
    }

    private static CreateRequest withTerminal(CreateRequest request, JsonNode options) {
        if (!options.has("rows") && !options.has("cols")) {
            return request;
        }
        return request.withTerminalSize(new TerminalSize(number(options, "rows"), number(options, "cols")));
    }

    private static ShimLossPolicy onShimLoss(JsonNode options) {
        if (!options.has("onShimLoss")) {
            return ShimLossPolicy.KEEP;
        }
        return switch (text(options, "onShimLoss")) {
            case "keep" -> ShimLossPolicy.KEEP;
            case "kill" -> ShimLossPolicy.KILL;
            default -> throw wrong("onShimLoss", "keep or kill");
        };
    }

    private static LogRequest log(JsonNode options) {
        Map<String, String> settings = new TreeMap<>();
        JsonNode given = options.path("logOptions");
        if (!given.isMissingNode() && !given.isObject()) {
            throw wrong("logOptions", "an object");
        }
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            if (!field.getValue().isValueNode()) {
                throw wrong("logOptions", "an object of texts and numbers");
            }
            settings.put(field.getKey(), field.getValue().asText());
        }
        return LogRequest.parse(options.has("logDriver") ? text(options, "logDriver") : "file", settings);
    }

    private static RestartPolicy restart(JsonNode options) {
        return options.has("restart") ? RestartPolicy.parse(text(options, "restart")) : RestartPolicy.NO;
    }

    /** {@return labels} An object is read as {@code key=value}, as labels mostly are. */
    private static List<String> labels(JsonNode options) {
        JsonNode labels = options.get("labels");
        if (labels == null || !labels.isObject()) {
            return strings(options, "labels");
        }
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : labels.properties()) {
            if (!field.getValue().isTextual()) {
                throw wrong("labels", "strings");
            }
            texts.add(field.getKey() + "=" + field.getValue().textValue());
        }
        return texts;
    }

    private static List<String> strings(JsonNode options, String key) {
        List<String> texts = new ArrayList<>();
        if (options.has(key)) {
            if (!options.get(key).isArray()) {
                throw wrong(key, "an array of strings");
            }
            for (JsonNode element : options.get(key)) {
                if (!element.isTextual()) {
                    throw wrong(key, "an array of strings");
                }
                texts.add(element.textValue());
            }
        }
        return texts;
    }

    private static String text(JsonNode options, String key) {
        if (!options.get(key).isTextual() || options.get(key).textValue().isBlank()) {
            throw wrong(key, "a string");
        }
        return options.get(key).textValue();
    }

    private static boolean flag(JsonNode options, String key) {
        if (options.has(key) && !options.get(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return options.has(key) && options.get(key).booleanValue();
    }

    private static int number(JsonNode options, String key) {
        if (!options.has(key)
                || !options.get(key).canConvertToInt()
                || !options.get(key).isIntegralNumber()) {
            throw wrong(key, "a number; rows and cols come together");
        }
        return options.get(key).intValue();
    }

    private static RuntimeException wrong(String key, String wanted) {
        return Errors.invalid("options.invalid", "the option " + key + " must be " + wanted);
    }
}
