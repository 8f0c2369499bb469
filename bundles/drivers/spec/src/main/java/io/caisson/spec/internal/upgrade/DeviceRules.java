package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.BooleanValue;
import io.caisson.spec.internal.document.NumberValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.List;
import java.util.Optional;

/** Device nodes ({@code linux.devices}) and the rules of the devices cgroup ({@code linux.resources.devices}). */
final class DeviceRules {
    private static final String ALL_ACCESS = "rwm";
    private static final int SMALLEST_PRINTABLE = 0x21;
    private static final int LARGEST_PRINTABLE = 0x7e;

    private DeviceRules() {}

    /** Until 0.3 a type was the code of its character; {@code permissions} of a node went away with 0.3.0. */
    static void nameTypes(Draft draft) {
        Optional<ArrayValue> nodes = draft.linux().flatMap(linux -> linux.array("devices"));
        if (draft.version().isBefore(0, 3, 0)) {
            nodes.filter(list -> list.objects().anyMatch(node -> node.has("permissions")))
                    .ifPresent(list -> allowNodes(draft, list));
        }
        nodes.ifPresent(list -> list.objects().forEach(node -> {
            nameType(node);
            node.remove("permissions");
        }));
        draft.resources()
                .flatMap(resources -> resources.array("devices"))
                .ifPresent(rules -> rules.objects().forEach(DeviceRules::nameType));
    }

    private static void nameType(ObjectValue device) {
        device.get("type", NumberValue.class)
                .flatMap(NumberValue::integer)
                .filter(code -> code.bitLength() < Byte.SIZE)
                .map(code -> code.intValue())
                .filter(code -> code >= SMALLEST_PRINTABLE && code <= LARGEST_PRINTABLE)
                .ifPresent(code -> device.put(
                        "type", new TextValue(device.originOf("type"), String.valueOf((char) code.intValue()))));
    }

    /** Before 0.3.0 a listed node was also allowed in the cgroup, by its {@code permissions}. */
    private static void allowNodes(Draft draft, ArrayValue nodes) {
        draft.linux().flatMap(linux -> linux.objectOrNew("resources")).ifPresent(resources -> {
            if (!resources.has("devices")) {
                resources.put("devices", new ArrayValue(resources.originOf("devices")));
            }
            resources.array("devices").ifPresent(rules -> {
                if (rules.items().isEmpty()) {
                    rules.items().add(rule(rules, false).put("access", ALL_ACCESS));
                }
                nodes.objects()
                        .filter(node -> node.has("permissions"))
                        .forEach(node -> rules.items().add(allow(node)));
            });
        });
    }

    private static ObjectValue allow(ObjectValue node) {
        ObjectValue rule = rule(node, true);
        List.of("type", "major", "minor").forEach(key -> node.get(key).ifPresent(value -> rule.put(key, value)));
        node.get("permissions").ifPresent(permissions -> rule.put("access", permissions));
        return rule;
    }

    private static ObjectValue rule(Value from, boolean allow) {
        return new ObjectValue(from.origin()).put("allow", new BooleanValue(from.origin(), allow));
    }

    /** No access named means all; runc refuses a rule that names none. */
    static void fillAccess(Draft draft) {
        draft.resources()
                .flatMap(resources -> resources.array("devices"))
                .ifPresent(rules -> rules.objects()
                        .filter(rule -> rule.text("access").map(String::isEmpty).orElse(!rule.has("access")))
                        .forEach(rule -> rule.put("access", ALL_ACCESS)));
    }
}
