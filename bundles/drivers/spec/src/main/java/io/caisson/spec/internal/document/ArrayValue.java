package io.caisson.spec.internal.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A JSON array. Not safe for several threads. */
public final class ArrayValue implements Value {
    private final Origin origin;
    private final List<Value> items = new ArrayList<>();

    public ArrayValue(Origin origin) {
        this.origin = origin;
    }

    public ArrayValue(Origin origin, List<? extends Value> items) {
        this(origin);
        this.items.addAll(items);
    }

    @Override
    public Origin origin() {
        return origin;
    }

    public List<Value> items() {
        return items;
    }

    /** {@return the items that are objects} */
    public Stream<ObjectValue> objects() {
        return items.stream().filter(ObjectValue.class::isInstance).map(ObjectValue.class::cast);
    }

    /** {@return the items that are strings} */
    public Stream<TextValue> texts() {
        return items.stream().filter(TextValue.class::isInstance).map(TextValue.class::cast);
    }

    /** {@return the strings, or nothing if any item is none} */
    public Optional<List<String>> allTexts() {
        List<String> texts = texts().map(TextValue::text).toList();
        return texts.size() == items.size() ? Optional.of(texts) : Optional.empty();
    }

    @Override
    public String shown() {
        return items.isEmpty() ? "an empty array" : "an array of " + items.size();
    }
}
