package io.caisson.spec.internal.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;

/** Writes a document so that equal documents give equal text: keys sorted, two spaces, line feeds. Safe for many threads. */
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

    private JsonWriter() {}

    public static String write(Value value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            generator.setPrettyPrinter(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(INDENTER)
                    .withArrayIndenter(INDENTER));
            write(value, generator);
        } catch (IOException e) {
            throw new IllegalStateException("text in memory cannot fail to be written", e);
        }
        return text.append('\n').toString();
    }

    private static void write(Value value, JsonGenerator generator) throws IOException {
        if (value instanceof ObjectValue object) {
            generator.writeStartObject();
            for (Map.Entry<String, Value> member : new TreeMap<>(object.members()).entrySet()) {
                generator.writeFieldName(member.getKey());
                write(member.getValue(), generator);
            }
            generator.writeEndObject();
        } else if (value instanceof ArrayValue array) {
            generator.writeStartArray();
            for (Value item : array.items()) {
                write(item, generator);
            }
            generator.writeEndArray();
        } else if (value instanceof TextValue text) {
            generator.writeString(text.text());
        } else if (value instanceof NumberValue number) {
            generator.writeNumber(number.literal());
        } else if (value instanceof BooleanValue bool) {
            generator.writeBoolean(bool.isTrue());
        } else {
            generator.writeNull();
        }
    }
}
