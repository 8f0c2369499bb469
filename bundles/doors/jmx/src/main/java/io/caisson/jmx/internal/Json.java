package io.caisson.jmx.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON in and out. Duplicate keys and trailing text are refused. */
final class Json {
    private static final int MOST_CHARACTERS = 64 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /** {@return the document typed for a parameter} */
    static JsonNode read(String name, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw Errors.invalid("argument.too-long", name + " is longer than " + MOST_CHARACTERS + " characters");
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw Errors.invalid(
                    "argument.json-invalid",
                    name + " is no JSON: " + Printable.text(e.getOriginalMessage()) + ", line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String pretty(JsonNode document) {
        return document.toPrettyString();
    }

    /** {@return a config.json without the values of environment variables, wherever in it they stand} */
    static String masked(String config) {
        try {
            JsonNode document = MAPPER.readTree(config);
            mask(document);
            return pretty(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical config.json is no JSON", e);
        }
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object && object.get("env") instanceof ArrayNode env) {
            for (int i = 0; i < env.size(); i++) {
                String variable = env.get(i).asText();
                int end = variable.indexOf('=');
                env.set(i, (end < 0 ? variable : variable.substring(0, end)) + "=<redacted>");
            }
        }
        node.forEach(Json::mask);
    }
}
