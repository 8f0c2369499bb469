package io.caisson.spec.internal.document;

/** {@code true} or {@code false}. */
public record BooleanValue(Origin origin, boolean isTrue) implements Value {
    @Override
    public String shown() {
        return Boolean.toString(isTrue);
    }
}
