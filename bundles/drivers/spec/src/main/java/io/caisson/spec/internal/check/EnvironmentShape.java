package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.HashSet;
import java.util.Set;

/**
 * Environment: {@code KEY=value}, each key once. What stands there is never told, only its key: values are secrets, and
 * an entry without {@code =} may be one.
 */
final class EnvironmentShape implements Shape {
    private static final int MOST_VARIABLES = 10_000;
    private static final int MOST_BYTES = 131_071; // MAX_ARG_STRLEN of the kernel, less the NUL

    @Override
    public void check(Value value, String rule, Problems problems) {
        if (!(value instanceof ArrayValue variables)) {
            problems.add(value.origin(), rule, Problems.NOT_SHOWN, "must be an array of KEY=value");
            return;
        }
        if (variables.items().size() > MOST_VARIABLES) {
            problems.add(value, rule + ".count", "must have at most " + MOST_VARIABLES + " items");
        }
        Set<String> keys = new HashSet<>();
        for (Value item : variables.items()) {
            if (item instanceof TextValue variable) {
                checkVariable(variable, rule + ".items", keys, problems);
            } else {
                problems.addUnshown(item, rule + ".items", "must be a string");
            }
        }
    }

    private static void checkVariable(TextValue variable, String rule, Set<String> keys, Problems problems) {
        String text = variable.text();
        int equals = text.indexOf('=');
        String key = text.substring(0, Math.max(equals, 0));
        if (equals < 0) {
            problems.addUnshown(variable, rule + ".form", "must be KEY=value, but has no =");
        } else if (key.isEmpty()) {
            problems.addUnshown(variable, rule + ".key", "must have a key before the =");
        } else if (text.indexOf('\0') >= 0) {
            problems.addUnshown(variable, rule + ".nul", "must have no NUL character");
        } else if (key.chars().anyMatch(Character::isISOControl)) {
            problems.addUnshown(variable, rule + ".key", "must have no control characters in its key");
        } else if (key.equals("HOME") && text.chars().anyMatch(Character::isISOControl)) {
            // Runtimes have written HOME into passwd, where a line feed begins another user.
            problems.addUnshown(variable, rule + ".home", "must have no control characters in HOME");
        } else if (text.length() > MOST_BYTES) {
            problems.addUnshown(variable, rule + ".length", "must have at most " + MOST_BYTES + " characters");
        } else if (!keys.add(key)) {
            // Of two values runc takes the last and crun hands over both.
            problems.addUnshown(variable, rule + ".unique", "has a key that stands before");
        }
    }
}
