package io.caisson.spec.internal.document;

/** A JSON value with its origin. */
public sealed interface Value permits ObjectValue, ArrayValue, TextValue, NumberValue, BooleanValue, NullValue {
    Origin origin();

    /** {@return what stands there, for people: short, control characters escaped} */
    String shown();
}
