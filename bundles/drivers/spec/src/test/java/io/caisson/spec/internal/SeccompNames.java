package io.caisson.spec.internal;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.TextValue;
import java.util.List;

/** System calls that the rules of a document name, however they are spread over rules. */
final class SeccompNames {
    private SeccompNames() {}

    static List<String> of(ObjectValue document) {
        return document
                .object("linux")
                .flatMap(linux -> linux.object("seccomp"))
                .flatMap(seccomp -> seccomp.array("syscalls"))
                .stream()
                .flatMap(ArrayValue::objects)
                .flatMap(rule -> rule.array("names").stream())
                .flatMap(ArrayValue::texts)
                .map(TextValue::text)
                .toList();
    }
}
