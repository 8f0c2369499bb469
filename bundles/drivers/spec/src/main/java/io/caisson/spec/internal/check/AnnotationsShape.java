package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;

/** {@code annotations}: OCI config.md, "Annotations". They are data; none of them steers this server. */
final class AnnotationsShape implements Shape {
    private static final int MOST_CHARACTERS = 65_536;
    private static final String RESERVED = "io.caisson.";
    private static final String OF_CRUN = "run.oci.";

    private final Shape map = new MapShape(
            text().notEmpty()
                    .withoutControls()
                    .where("form", "have no =", key -> key.indexOf('=') < 0)
                    .where("reserved", "not begin with " + RESERVED, key -> !key.startsWith(RESERVED)),
            text());

    @Override
    public void check(Value value, String rule, Problems problems) {
        map.check(value, rule, problems);
        if (value instanceof ObjectValue annotations) {
            long characters = 0;
            for (var annotation : annotations.members().entrySet()) {
                characters += annotation.getKey().length();
                characters += annotation.getValue() instanceof TextValue text
                        ? text.text().length()
                        : 0;
                if (annotation.getKey().startsWith(OF_CRUN)) {
                    problems.warn(annotation.getValue().origin(), "changes what crun does");
                }
            }
            if (characters > MOST_CHARACTERS) {
                String message = "must have at most " + MOST_CHARACTERS + " characters in all, but has " + characters;
                problems.add(value, rule + ".size", message);
            }
        }
    }
}
