package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.absolutePath;
import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import io.caisson.spec.internal.upgrade.MountRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code mounts}: OCI config.md, "Mounts". */
final class MountShape {
    static final Shape LIST;

    private static final int MOST_MOUNTS = 1000;
    private static final int MOST_OPTION_BYTES = 4095;
    private static final Pattern SLASHES = Pattern.compile("/+");

    static {
        TextShape destination = absolutePath()
                .withoutParent()
                .where(
                        "root",
                        "not be the root itself",
                        path -> !SLASHES.matcher(path).matches());
        Shape mount = object().required("destination", destination)
                .optional("type", text().withoutControls())
                .optional("source", text().mostBytes(MOST_OPTION_BYTES))
                .optional("options", listOf(text().notEmpty().withoutControls().mostBytes(MOST_OPTION_BYTES)))
                .optional("uidMappings", IdMappingShape.LIST)
                .optional("gidMappings", IdMappingShape.LIST)
                .retired("name", "no name")
                .retired("path", "destination")
                .where(MountShape::checkType)
                .where(MountShape::checkOptions);
        ListShape mounts = listOf(mount).most(MOST_MOUNTS);
        LIST = (value, rule, problems) -> {
            mounts.check(value, rule, problems);
            warnOfSameDestinations(value, problems);
        };
    }

    private MountShape() {}

    private static void checkType(ObjectValue mount, String rule, Problems problems) {
        boolean isBind = MountRules.isBind(mount);
        if (isBind && !mount.has("source")) {
            problems.addMissing(mount, "source", rule + ".source.required", "is required for a bind mount");
        }
        if (!isBind && !mount.has("type")) {
            problems.addMissing(mount, "type", rule + ".type.required", "is required unless it is a bind mount");
        }
    }

    private static void checkOptions(ObjectValue mount, String rule, Problems problems) {
        List<TextValue> options =
                mount.array("options").stream().flatMap(ArrayValue::texts).toList();
        Set<String> seen = new HashSet<>();
        List<String> propagations = new ArrayList<>();
        for (TextValue option : options) {
            String opposite = MountOptions.opposite(option.text());
            if (!opposite.isEmpty() && seen.contains(opposite)) {
                String message = "must not stand beside " + opposite + ", but is " + option.shown();
                problems.add(option, rule + ".options.contradictory", message);
            }
            seen.add(option.text());
            if (MountOptions.isPropagation(option.text())) {
                propagations.add(option.text());
            }
            if (!option.text().isEmpty() && !isKnown(mount, option.text())) {
                String message = "must be an option that such a mount knows, but is " + option.shown();
                problems.add(option, rule + ".options.known", message);
            }
        }
        if (propagations.size() > 1) {
            String message = "must have one kind of propagation, but has " + String.join(" and ", propagations);
            problems.add(mount.get("options").orElseThrow(), rule + ".options.propagation", message);
        }
    }

    private static boolean isKnown(ObjectValue mount, String option) {
        if (MountOptions.isGeneral(option)) {
            return true;
        }
        return MountRules.isBind(mount)
                ? MountOptions.isForBind(option)
                : MountOptions.isData(mount.text("type").orElse(""), option);
    }

    private static void warnOfSameDestinations(Value value, Problems problems) {
        if (value instanceof ArrayValue mounts) {
            Set<String> seen = new HashSet<>();
            mounts.objects()
                    .flatMap(mount -> mount.get("destination", TextValue.class).stream())
                    .filter(destination -> !seen.add(destination.text()))
                    .forEach(again -> problems.warn(again.origin(), "covers an earlier mount at the same place"));
        }
    }
}
