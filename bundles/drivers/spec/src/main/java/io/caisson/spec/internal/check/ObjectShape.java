package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Origin;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.Shown;
import io.caisson.spec.internal.document.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An object with known keys. An unknown key gives a warning, as OCI asks (config.md, "Extensibility"); one that differs
 * from a known key only in case is refused, because Go would read it as that key and others would not.
 *
 * <p>Mutable while a shape is declared in a static initialiser, never after.
 */
final class ObjectShape implements Shape {
    /** What several members must be to each other. Types may be wrong: use the typed getters. */
    @FunctionalInterface
    interface Relation {
        void check(ObjectValue object, String rule, Problems problems);
    }

    private final Map<String, Shape> members = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final Map<String, String> retired = new LinkedHashMap<>();
    private final List<Relation> relations = new ArrayList<>();

    private ObjectShape() {}

    static ObjectShape object() {
        return new ObjectShape();
    }

    ObjectShape required(String key, Shape shape) {
        required.add(key);
        return optional(key, shape);
    }

    ObjectShape optional(String key, Shape shape) {
        members.put(key, shape);
        return this;
    }

    /** A key of documents before 1.0.0; in a later one it is ignored by every runtime, which is worth a warning. */
    ObjectShape retired(String key, String instead) {
        retired.put(key, instead);
        return this;
    }

    ObjectShape where(Relation relation) {
        relations.add(relation);
        return this;
    }

    @Override
    public void check(Value value, String rule, Problems problems) {
        if (!(value instanceof ObjectValue object)) {
            problems.add(value, named(rule), "must be an object, but is " + value.shown());
            return;
        }
        for (String key : required) {
            if (!object.has(key)) {
                problems.addMissing(object, key, below(rule, key) + ".required", "is required");
            }
        }
        object.members().forEach((key, member) -> {
            Shape shape = members.get(key);
            if (shape == null) {
                checkUnknown(key, member.origin(), problems);
            } else {
                shape.check(member, below(rule, key), problems);
            }
        });
        relations.forEach(relation -> relation.check(object, rule, problems));
    }

    private void checkUnknown(String key, Origin at, Problems problems) {
        if (retired.containsKey(key)) {
            problems.warn(at, "is ignored by runtimes since 1.0.0; use " + retired.get(key));
            return;
        }
        for (Set<String> known : List.of(members.keySet(), retired.keySet())) {
            for (String name : known) {
                if (name.equalsIgnoreCase(key)) {
                    String message = "must be spelled " + Shown.quoted(name) + ", but is " + Shown.quoted(key);
                    problems.add(at, "json.key-case", Shown.quoted(key), message);
                    return;
                }
            }
        }
        String meant = members.keySet().stream()
                .filter(name -> EditDistance.isOne(name, key))
                .findFirst()
                .map(name -> "; did you mean " + Shown.quoted(name))
                .orElse("");
        problems.warn(at, "unknown key is passed on unread" + meant);
    }

    private static String below(String rule, String key) {
        return rule.isEmpty() ? key : rule + "." + key;
    }

    private static String named(String rule) {
        return rule.isEmpty() ? "json.top-level" : rule;
    }
}
