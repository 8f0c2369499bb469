package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.NumberValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What belongs to {@code process}. */
final class ProcessRules {
    /** Old key in {@code linux} to new key in {@code process}, since 0.4.0. */
    private static final Map<String, String> FROM_LINUX = Map.of(
            "capabilities", "capabilities",
            "rlimits", "rlimits",
            "noNewPrivileges", "noNewPrivileges",
            "apparmorProfile", "apparmorProfile",
            "selinuxProcessLabel", "selinuxLabel");

    private ProcessRules() {}

    static void moveFromLinux(Draft draft) {
        draft.linux()
                .ifPresent(linux -> draft.process()
                        .ifPresent(process -> FROM_LINUX.forEach((from, to) -> linux.move(from, process, to))));
    }

    static void fillWorkingDirectory(Draft draft) {
        draft.process()
                .filter(process -> !process.has("cwd")
                        || process.text("cwd").filter(String::isEmpty).isPresent())
                .ifPresent(process -> process.put("cwd", "/"));
    }

    /** Absent stays absent: no capabilities, in old runtimes as in new ones. */
    static void splitCapabilities(Draft draft) {
        draft.process()
                .ifPresent(process -> process.get("capabilities").ifPresent(capabilities -> {
                    if (capabilities instanceof ArrayValue list) {
                        process.put("capabilities", CapabilitySets.of(list));
                    } else if (capabilities instanceof ObjectValue sets) {
                        sets.members().values().stream()
                                .filter(ArrayValue.class::isInstance)
                                .forEach(set -> ((ArrayValue) set).items().replaceAll(CapabilitySets::named));
                    }
                }));
    }

    /** A runtime runs a process without a user as 0:0; 0.4 and 0.5 left zeros out. */
    static void fillUser(Draft draft) {
        draft.process().flatMap(process -> process.objectOrNew("user")).ifPresent(user -> {
            for (String id : List.of("uid", "gid")) {
                if (!user.has(id)) {
                    user.put(id, NumberValue.of(user.originOf(id), 0));
                }
            }
        });
    }

    /** Since 1.0.0-rc3 Go wrote a size of 0 by 0 for none; a terminal made so shows nothing. */
    static void dropEmptyConsole(Draft draft) {
        draft.process()
                .ifPresent(process -> process.object("consoleSize")
                        .filter(size -> isZero(size, "height") || isZero(size, "width"))
                        .ifPresent(size -> process.remove("consoleSize")));
    }

    private static boolean isZero(ObjectValue size, String side) {
        return size.integer(side).filter(BigInteger.ZERO::equals).isPresent();
    }

    /** The kernel lets no capability be ambient that is not inheritable and permitted: capabilities(7). */
    static void limitAmbient(Draft draft) {
        draft.process()
                .flatMap(process -> process.object("capabilities"))
                .ifPresent(sets -> sets.array("ambient").ifPresent(ambient -> {
                    Set<String> allowed = new HashSet<>(names(sets, "inheritable"));
                    allowed.retainAll(names(sets, "permitted"));
                    if (ambient.items().removeIf(item -> isRefused(item, allowed))) {
                        draft.warn(
                                ambient.origin(),
                                "capabilities that are not also inheritable and permitted cannot be ambient");
                    }
                    if (ambient.items().isEmpty()) {
                        sets.remove("ambient");
                    }
                }));
    }

    /** An unknown name is left for the check, which refuses it. */
    private static boolean isRefused(Value item, Set<String> allowed) {
        return item instanceof TextValue name
                && CapabilitySets.KNOWN.contains(name.text())
                && !allowed.contains(name.text());
    }

    private static Set<String> names(ObjectValue sets, String set) {
        return sets.array(set).stream()
                .flatMap(ArrayValue::texts)
                .map(TextValue::text)
                .collect(Collectors.toSet());
    }
}
