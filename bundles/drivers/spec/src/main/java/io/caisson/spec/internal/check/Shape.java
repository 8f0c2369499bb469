package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.BooleanValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.Value;

/** What a value must be. */
@FunctionalInterface
public interface Shape {
    /** Any value; for parts that only newer runtimes know. */
    Shape ANY = (value, rule, problems) -> {};

    /** {@code true} or {@code false}. */
    Shape BOOLEAN = (value, rule, problems) -> {
        if (!(value instanceof BooleanValue)) {
            problems.add(value, rule, "must be true or false, but is " + value.shown());
        }
    };

    /** Adds to the problems what is wrong with a value; {@code rule} is the name of its place: {@code process.cwd}. */
    void check(Value value, String rule, Problems problems);
}
