package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.IntegerShape.between;
import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.absolutePath;
import static io.caisson.spec.internal.check.TextShape.oneOf;
import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import java.util.List;
import java.util.regex.Pattern;

/** {@code linux}: OCI config-linux.md. */
final class LinuxShape {
    static final Shape SHAPE;

    private static final Pattern OF_SYSTEMD = Pattern.compile("[^/:]*:[^:]*:[^:]*");
    private static final Pattern SLASHES = Pattern.compile("/*");
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    static {
        Shape paths = listOf(absolutePath());
        Shape namespace = object().required(
                        "type", oneOf("pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"))
                .optional("path", absolutePath());
        SHAPE = object().optional("namespaces", listOf(namespace).distinctBy("type"))
                .optional("uidMappings", IdMappingShape.LIST)
                .optional("gidMappings", IdMappingShape.LIST)
                .optional("timeOffsets", timeOffsets())
                .optional("devices", DeviceShapes.NODES)
                .optional("cgroupsPath", cgroupsPath())
                .optional("resources", ResourcesShape.SHAPE)
                .optional("intelRdt", intelRdt())
                .optional("sysctl", SysctlShape.SHAPE)
                .optional("seccomp", SeccompShape.SHAPE)
                .optional("rootfsPropagation", propagation())
                .optional("maskedPaths", paths)
                .optional("readonlyPaths", paths)
                .optional("mountLabel", text().withoutControls())
                .optional("personality", personality())
                .optional("netDevices", Shape.ANY)
                .optional("memoryPolicy", Shape.ANY)
                .retired("capabilities", "process.capabilities")
                .retired("rlimits", "process.rlimits")
                .retired("noNewPrivileges", "process.noNewPrivileges")
                .retired("apparmorProfile", "process.apparmorProfile")
                .retired("selinuxProcessLabel", "process.selinuxLabel")
                .where(LinuxShape::checkUserNamespace)
                .where(LinuxShape::checkHidden)
                .where(SysctlShape::checkNamespaces);
    }

    private LinuxShape() {}

    private static TextShape cgroupsPath() {
        return text().withoutControls()
                .withoutParent()
                .where(
                        "systemd",
                        "be a path of the cgroup file system",
                        path -> !OF_SYSTEMD.matcher(path).matches())
                .where(
                        "root",
                        "not be the root of all cgroups",
                        path -> !SLASHES.matcher(path).matches())
                .mostBytes(4095);
    }

    private static TextShape propagation() {
        return oneOf("shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable");
    }

    private static Shape timeOffsets() {
        Shape offset = object().optional("secs", between(Long.MIN_VALUE, Long.MAX_VALUE))
                .optional("nanosecs", between(0, NANOS_PER_SECOND - 1));
        return object().optional("monotonic", offset).optional("boottime", offset);
    }

    private static Shape intelRdt() {
        return object().optional("closID", text().notEmpty().withoutParent())
                .optional("l3CacheSchema", text())
                .optional("memBwSchema", text())
                .optional("schemata", listOf(text()))
                .optional("enableCMT", Shape.BOOLEAN)
                .optional("enableMBM", Shape.BOOLEAN)
                .optional("enableMonitoring", Shape.BOOLEAN);
    }

    private static Shape personality() {
        return object().required("domain", oneOf("LINUX", "LINUX32"))
                .optional("flags", listOf(text()).most(0));
    }

    private static void checkUserNamespace(ObjectValue linux, String rule, Problems problems) {
        List<String> mappings = List.of("uidMappings", "gidMappings");
        boolean hasNamespace = Namespaces.has(linux, "user");
        for (String key : mappings) {
            if (linux.has(key) && !hasNamespace) {
                problems.add(
                        linux.get(key).orElseThrow(),
                        rule + "." + key + ".namespace",
                        "needs a user namespace in linux.namespaces");
            } else if (!linux.has(key) && hasNamespace && !Namespaces.isJoined(linux, "user")) {
                problems.addMissing(linux, key, rule + "." + key + ".required", "is required for a new user namespace");
            }
        }
    }

    /** Hiding a path without a mount namespace of one's own would hide it from the host; runc refuses that late. */
    private static void checkHidden(ObjectValue linux, String rule, Problems problems) {
        for (String key : List.of("maskedPaths", "readonlyPaths")) {
            if (linux.has(key) && !Namespaces.has(linux, "mount")) {
                problems.add(
                        linux.get(key).orElseThrow(),
                        rule + "." + key + ".namespace",
                        "needs a mount namespace in linux.namespaces");
            }
        }
    }
}
