package io.caisson.spec.internal.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.caisson.api.spec.SpecInvalidException;
import io.caisson.api.spec.SpecProblem;
import java.io.IOException;
import java.util.List;

/**
 * Reads one JSON object (RFC 8259) and refuses whatever two parsers could understand differently: a key twice in an
 * object, half a surrogate pair, anything after the document. Numbers keep their digits. Safe for many threads.
 */
public final class JsonReader {
    /** Largest document, in bytes. */
    public static final int MOST_BYTES = 1 << 20;

    private static final int MOST_DEPTH = 64;
    private static final int MOST_DIGITS = 1000;
    private static final int MOST_KEY_CHARACTERS = 4096;
    private static final int MOST_TOKENS = 250_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNumberLength(MOST_DIGITS)
                    .maxNameLength(MOST_KEY_CHARACTERS)
                    .maxStringLength(MOST_BYTES)
                    .maxDocumentLength(MOST_BYTES)
                    .maxTokenCount(MOST_TOKENS)
                    .build())
            .build();

    private final JsonParser parser;
    private final Problems problems;

    private JsonReader(JsonParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /**
     * {@return the document}
     *
     * @param file its name, for origins and errors
     * @param problems takes mistakes after which reading goes on
     * @throws SpecInvalidException one mistake after which reading cannot go on
     */
    public static ObjectValue read(String file, byte[] content, Problems problems) {
        String text = Utf8.decode(file, content);
        if (text.isBlank()) {
            throw refused(file, "", "json.empty", "the file is empty");
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            try {
                return new JsonReader(parser, problems).document(Origin.root(file));
            } catch (IOException e) {
                JsonFault fault = JsonFault.of(e);
                throw refused(
                        file,
                        parser.getParsingContext().pathAsPointer().toString(),
                        fault.rule(),
                        place(e, parser) + fault.message());
            }
        } catch (IOException e) {
            throw new IllegalStateException("text in memory cannot fail to close", e);
        }
    }

    static SpecInvalidException refused(String file, String pointer, String rule, String message) {
        return new SpecInvalidException(file, List.of(new SpecProblem(pointer, rule, "", message)));
    }

    private ObjectValue document(Origin root) throws IOException {
        parser.nextToken();
        Value value = value(root);
        String file = root.file();
        if (!(value instanceof ObjectValue document)) {
            throw refused(file, "", "json.top-level", "the document must be an object, but is " + value.shown());
        }
        if (parser.nextToken() != null) {
            String message = place(parser.currentTokenLocation()) + "nothing may follow the document";
            throw refused(file, "", "json.trailing", message);
        }
        return document;
    }

    private Value value(Origin at) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(at);
            case START_ARRAY -> array(at);
            case VALUE_STRING -> new TextValue(at, wellFormed(at, parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new NumberValue(at, number(parser.getText()));
            case VALUE_TRUE -> new BooleanValue(at, true);
            case VALUE_FALSE -> new BooleanValue(at, false);
            case VALUE_NULL -> new NullValue(at);
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private ObjectValue object(Origin at) throws IOException {
        ObjectValue object = new ObjectValue(at);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Origin member = at.child(key);
            wellFormed(member, key);
            if (object.has(key)) {
                String where = place(parser.currentTokenLocation());
                problems.add(member, "json.duplicate-key", "", where + "the key stands twice in its object");
            }
            parser.nextToken();
            object.put(key, value(member));
        }
        return object;
    }

    private ArrayValue array(Origin at) throws IOException {
        ArrayValue array = new ArrayValue(at);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.items().add(value(at.child(array.items().size())));
        }
        return array;
    }

    /** Runtimes refuse a minus before an unsigned number, even before zero. */
    private static String number(String literal) {
        return literal.equals("-0") ? "0" : literal;
    }

    private String wellFormed(Origin at, String text) {
        if (!Utf8.isEncodable(text)) {
            String where = place(parser.currentTokenLocation());
            problems.add(at, "json.surrogate", "", where + "half a surrogate pair is no character");
        }
        return text;
    }

    private static String place(IOException e, JsonParser parser) {
        JsonLocation location = JsonFault.location(e);
        return place(location == null ? parser.currentLocation() : location);
    }

    private static String place(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }
}
