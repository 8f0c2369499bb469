package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import java.util.List;

/** The whole document: OCI config.md. */
public final class ConfigShape {
    private static final int MOST_NAME_BYTES = 64; // __NEW_UTS_LEN of the kernel
    private static final int MOST_PATH_BYTES = 4095;

    private static final Shape SHAPE = object().optional("ociVersion", Shape.ANY) // read and checked before the upgrade
            .required("process", ProcessShape.SHAPE)
            .required(
                    "root",
                    object().required("path", text().notEmpty().mostBytes(MOST_PATH_BYTES))
                            .optional("readonly", Shape.BOOLEAN))
            .optional("hostname", name())
            .optional("domainname", name())
            .optional("mounts", MountShape.LIST)
            .optional("hooks", HooksShape.SHAPE)
            .optional("annotations", new AnnotationsShape())
            .required("linux", LinuxShape.SHAPE)
            .retired("version", "ociVersion")
            .retired("platform", "no platform")
            .where(ConfigShape::checkNames)
            .where(ConfigShape::checkMounts);

    private ConfigShape() {}

    /** Adds to the problems all that is wrong with a document, apart from what only the host can tell. */
    public static void check(ObjectValue config, Problems problems) {
        SHAPE.check(config, "", problems);
    }

    private static TextShape name() {
        return text().withoutControls().mostBytes(MOST_NAME_BYTES);
    }

    private static void checkNames(ObjectValue config, String rule, Problems problems) {
        config.object("linux").filter(linux -> !Namespaces.has(linux, "uts")).ifPresent(linux -> {
            for (String key : List.of("hostname", "domainname")) {
                config.get(key)
                        .ifPresent(name ->
                                problems.add(name, key + ".namespace", "needs a uts namespace in linux.namespaces"));
            }
        });
    }

    private static void checkMounts(ObjectValue config, String rule, Problems problems) {
        config.object("linux")
                .filter(linux -> !Namespaces.has(linux, "mount"))
                .flatMap(linux -> config.array("mounts"))
                .filter(mounts -> !mounts.items().isEmpty())
                .ifPresent(mounts ->
                        problems.add(mounts, "mounts.namespace", "needs a mount namespace in linux.namespaces"));
    }
}
