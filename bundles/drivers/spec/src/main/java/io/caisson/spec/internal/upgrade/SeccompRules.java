package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import java.util.List;

/** What belongs to {@code linux.seccomp}. */
final class SeccompRules {
    private SeccompRules() {}

    /** Until rc4 a rule had one {@code name}. Runtimes ignore that key now, and a rule without names denies nothing. */
    static void listNames(Draft draft) {
        draft.linux()
                .ifPresent(linux -> linux.object("seccomp").ifPresent(seccomp -> {
                    if (seccomp.text("defaultAction").map(String::isEmpty).orElse(!seccomp.has("defaultAction"))
                            && seccomp.array("syscalls")
                                    .map(list -> list.items().isEmpty())
                                    .orElse(true)) {
                        linux.remove("seccomp"); // until 0.4 always written, empty for none
                        return;
                    }
                    seccomp.array("syscalls").ifPresent(rules -> rules.objects().forEach(SeccompRules::listName));
                }));
    }

    private static void listName(ObjectValue rule) {
        boolean hasNames =
                rule.array("names").filter(names -> !names.items().isEmpty()).isPresent();
        rule.remove("name")
                .filter(name -> !hasNames)
                .ifPresent(name -> rule.put("names", new ArrayValue(name.origin(), List.of(name))));
    }
}
