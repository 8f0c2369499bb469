package io.caisson.spec.internal.document;

/** A JSON string. */
public record TextValue(Origin origin, String text) implements Value {
    @Override
    public String shown() {
        return Shown.quoted(text);
    }
}
