package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.IntegerShape.between;
import static io.caisson.spec.internal.check.IntegerShape.unsigned32;
import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.absolutePath;
import static io.caisson.spec.internal.check.TextShape.oneOf;
import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import java.util.List;

/** Device nodes and device rules: OCI config-linux.md, "Devices" and "Allowed Device list". */
final class DeviceShapes {
    /** The kernel has 12 bits for a major and 20 for a minor number. */
    static final IntegerShape MAJOR = between(0, 0xfff);

    static final IntegerShape MINOR = between(0, 0xfffff);

    /** An item of {@code linux.resources.devices}; -1 is any number. */
    static final Shape RULE = object().required("allow", Shape.BOOLEAN)
            .optional("type", oneOf("a", "b", "c", "u", "p"))
            .optional("major", MAJOR.or(-1))
            .optional("minor", MINOR.or(-1))
            .optional("access", text().matching("form", "be of the letters r, w and m", "[rwm]{1,3}"));

    /** {@code linux.devices}. */
    static final Shape NODES = listOf(object().required("type", oneOf("b", "c", "u", "p"))
                    .required("path", absolutePath().withoutParent())
                    .optional("major", MAJOR)
                    .optional("minor", MINOR)
                    .optional("fileMode", between(0, 0xffff))
                    .optional("uid", unsigned32())
                    .optional("gid", unsigned32())
                    .retired("permissions", "linux.resources.devices")
                    .where(DeviceShapes::checkNumbers))
            .distinctBy("path");

    private DeviceShapes() {}

    private static void checkNumbers(ObjectValue node, String rule, Problems problems) {
        boolean isFifo = node.text("type").filter("p"::equals).isPresent();
        for (String number : List.of("major", "minor")) {
            if (!isFifo && !node.has(number)) {
                problems.addMissing(node, number, rule + "." + number + ".required", "is required unless type is p");
            }
        }
    }
}
