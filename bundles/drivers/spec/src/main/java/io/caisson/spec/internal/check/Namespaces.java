package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import java.util.Optional;
import java.util.stream.Stream;

/** Questions about {@code linux.namespaces}. */
final class Namespaces {
    private Namespaces() {}

    /** {@return whether the container does not share the host's; also where the list itself is no list} */
    static boolean has(ObjectValue linux, String type) {
        return isUnclear(linux) || of(linux, type).findAny().isPresent();
    }

    /** {@return whether it is one that exists already; also where the list itself is no list} */
    static boolean isJoined(ObjectValue linux, String type) {
        return isUnclear(linux) || of(linux, type).anyMatch(namespace -> namespace.has("path"));
    }

    /** A list of a wrong type is one mistake, and what follows from it is none. */
    private static boolean isUnclear(ObjectValue linux) {
        return linux.has("namespaces") && linux.array("namespaces").isEmpty();
    }

    private static Stream<ObjectValue> of(ObjectValue linux, String type) {
        return linux.array("namespaces").stream()
                .flatMap(ArrayValue::objects)
                .filter(namespace -> namespace.text("type").equals(Optional.of(type)));
    }
}
