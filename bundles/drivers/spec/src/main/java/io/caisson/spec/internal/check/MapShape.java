package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;

/** An object whose keys are the caller's. Rules of its keys and values are named {@code …keys} and {@code …values}. */
record MapShape(TextShape key, Shape value) implements Shape {
    @Override
    public void check(Value map, String rule, Problems problems) {
        if (!(map instanceof ObjectValue object)) {
            problems.add(map, rule, "must be an object, but is " + map.shown());
            return;
        }
        object.members().forEach((name, member) -> {
            key.check(new TextValue(member.origin(), name), rule + ".keys", problems);
            value.check(member, rule + ".values", problems);
        });
    }
}
