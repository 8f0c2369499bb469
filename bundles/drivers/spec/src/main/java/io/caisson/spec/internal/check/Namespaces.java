package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import java.util.Optional;
import java.util.stream.Stream;

/** Questions about {@code linux.namespaces}. */
final class Namespaces {
    private Namespaces() {}

    /** {@return whether the container does not share the host's} */
    static boolean has(ObjectValue linux, String type) {
        return of(linux, type).findAny().isPresent();
    }

    /** {@return whether it is one that exists already} */
    static boolean isJoined(ObjectValue linux, String type) {
        return of(linux, type).anyMatch(namespace -> namespace.has("path"));
    }

    private static Stream<ObjectValue> of(ObjectValue linux, String type) {
        return linux.array("namespaces").stream()
                .flatMap(ArrayValue::objects)
                .filter(namespace -> namespace.text("type").equals(Optional.of(type)));
    }
}
