package io.caisson.spec.internal.document;

/** A JSON {@code null}. */
public record NullValue(Origin origin) implements Value {
    @Override
    public String shown() {
        return "null";
    }
}
