package io.caisson.spec.internal.document;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object. The typed getters give nothing both for an absent key and for a value of another type: what is wrong
 * with the type is told by the check of the whole document, not by whoever reads a member. Not safe for several threads.
 */
public final class ObjectValue implements Value {
    private final Origin origin;
    private final Map<String, Value> members = new LinkedHashMap<>();

    public ObjectValue(Origin origin) {
        this.origin = origin;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    public Map<String, Value> members() {
        return members;
    }

    public boolean has(String key) {
        return members.containsKey(key);
    }

    public Optional<Value> get(String key) {
        return Optional.ofNullable(members.get(key));
    }

    public Optional<ObjectValue> object(String key) {
        return get(key, ObjectValue.class);
    }

    public Optional<ArrayValue> array(String key) {
        return get(key, ArrayValue.class);
    }

    public Optional<String> text(String key) {
        return get(key, TextValue.class).map(TextValue::text);
    }

    /** {@return the whole number under a key} */
    public Optional<BigInteger> integer(String key) {
        return get(key, NumberValue.class).flatMap(NumberValue::integer);
    }

    public boolean isTrue(String key) {
        return get(key, BooleanValue.class).map(BooleanValue::isTrue).orElse(false);
    }

    public <V extends Value> Optional<V> get(String key, Class<V> type) {
        return get(key).filter(type::isInstance).map(type::cast);
    }

    /** {@return where a member stands, or would stand} */
    public Origin originOf(String key) {
        Value value = members.get(key);
        return value == null ? origin.child(key) : value.origin();
    }

    public ObjectValue put(String key, Value value) {
        members.put(key, value);
        return this;
    }

    /** Sets a string that the caller did not write; a mistake in it is told where it would stand. */
    public ObjectValue put(String key, String text) {
        return put(key, new TextValue(originOf(key), text));
    }

    public Optional<Value> remove(String key) {
        return Optional.ofNullable(members.remove(key));
    }

    /** {@return the object under a key, made when the key is absent; nothing if something else stands there} */
    public Optional<ObjectValue> objectOrNew(String key) {
        members.computeIfAbsent(key, absent -> new ObjectValue(origin.child(key)));
        return object(key);
    }

    /** Moves a member to another object, unless that has it already. */
    public void move(String key, ObjectValue to, String newKey) {
        remove(key).ifPresent(value -> to.members.putIfAbsent(newKey, value));
    }

    @Override
    public String shown() {
        return "an object";
    }
}
