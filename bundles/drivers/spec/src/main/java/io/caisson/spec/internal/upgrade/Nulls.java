package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.NullValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Value;
import java.util.Set;

/** Old writers wrote {@code null} where nothing is meant; runc reads it so, others need not. */
final class Nulls {
    /** Their keys are the caller's own, and null is no string. */
    private static final Set<String> MAPS = Set.of("annotations", "sysctl", "unified");

    private Nulls() {}

    static void drop(Value value) {
        if (value instanceof ObjectValue object) {
            object.members().values().removeIf(NullValue.class::isInstance);
            object.members().forEach((key, member) -> {
                if (!MAPS.contains(key)) {
                    drop(member);
                }
            });
        } else if (value instanceof ArrayValue array) {
            array.items().forEach(Nulls::drop);
        }
    }
}
