package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Origin;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.List;
import java.util.Optional;

/** Version, platform, protected paths, and empty values anywhere that mean nothing. */
final class TopLevelRules {
    private static final String WRITTEN_VERSION = "1.0.2";
    private static final List<String> OTHER_PLATFORMS = List.of("solaris", "windows", "vm", "zos", "freebsd");
    private static final List<String> EMPTY_IN_LINUX = List.of(
            "cgroupsPath",
            "rootfsPropagation",
            "mountLabel",
            "sysctl",
            "uidMappings",
            "gidMappings",
            "devices",
            "maskedPaths",
            "readonlyPaths");
    private static final List<String> HOOKS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");
    private static final List<String> EMPTY_IN_PROCESS = List.of("apparmorProfile", "selinuxLabel", "rlimits");

    /** What runc 1.1 writes in {@code runc spec}. */
    static final List<String> MASKED_PATHS = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/sys/firmware",
            "/proc/scsi");

    static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private TopLevelRules() {}

    static void dropOtherPlatforms(Draft draft) {
        ObjectValue config = draft.config();
        config.remove("platform").ifPresent(platform -> checkPlatform(platform, draft));
        if (config.has("linux")) {
            OTHER_PLATFORMS.forEach(config::remove);
        }
    }

    private static void checkPlatform(Value platform, Draft draft) {
        if (platform instanceof ObjectValue object) {
            object.get("os")
                    .filter(os -> !(os instanceof TextValue text && text.text().equals("linux")))
                    .ifPresent(
                            os -> draft.problems().add(os, "platform.os", "must be \"linux\", but is " + os.shown()));
        }
    }

    static void dropEmpty(Draft draft) {
        draft.linux().ifPresent(linux -> EMPTY_IN_LINUX.forEach(key -> dropIfEmpty(linux, key)));
        draft.linux()
                .flatMap(linux -> linux.array("namespaces"))
                .ifPresent(list -> list.objects().forEach(namespace -> dropIfEmpty(namespace, "path")));
        draft.resources().ifPresent(TopLevelRules::prune);
        draft.process().ifPresent(process -> EMPTY_IN_PROCESS.forEach(key -> dropIfEmpty(process, key)));
        dropIfEmpty(draft.config(), "annotations");
        dropIfEmpty(draft.config(), "hostname");
        draft.config().object("hooks").ifPresent(hooks -> {
            HOOKS.forEach(key -> dropIfEmpty(hooks, key));
            dropIfEmpty(draft.config(), "hooks");
        });
        draft.config()
                .array("mounts")
                .ifPresent(mounts -> mounts.objects()
                        .forEach(
                                mount -> List.of("type", "source", "options").forEach(key -> dropIfEmpty(mount, key))));
    }

    /** crun opens the controller of a part that is there, even if nothing is in it, and fails where it is missing. */
    private static void prune(ObjectValue object) {
        object.members().values().stream()
                .filter(ObjectValue.class::isInstance)
                .forEach(part -> prune((ObjectValue) part));
        object.members().values().removeIf(TopLevelRules::isEmpty);
    }

    private static void dropIfEmpty(ObjectValue object, String key) {
        object.get(key).filter(TopLevelRules::isEmpty).ifPresent(empty -> object.remove(key));
    }

    private static boolean isEmpty(Value value) {
        return value instanceof TextValue text && text.text().isEmpty()
                || value instanceof ArrayValue array && array.items().isEmpty()
                || value instanceof ObjectValue object && object.members().isEmpty();
    }

    /** Before 0.5.0 a runtime hid these paths unasked; a document that could not ask still counts on it. */
    static void maskAsBefore(Draft draft) {
        draft.linux()
                .filter(linux -> draft.version().isBefore(0, 5, 0))
                .filter(linux -> !linux.has("maskedPaths") && !linux.has("readonlyPaths"))
                .filter(TopLevelRules::hasOwnMounts)
                .ifPresent(linux -> {
                    linux.put("maskedPaths", texts(linux.originOf("maskedPaths"), MASKED_PATHS));
                    linux.put("readonlyPaths", texts(linux.originOf("readonlyPaths"), READONLY_PATHS));
                });
    }

    /** Without a mount namespace of its own a container must not hide anything: it would be hidden from the host. */
    private static boolean hasOwnMounts(ObjectValue linux) {
        return linux.array("namespaces").stream()
                .flatMap(ArrayValue::objects)
                .anyMatch(namespace -> namespace.text("type").equals(Optional.of("mount")));
    }

    private static ArrayValue texts(Origin at, List<String> texts) {
        return new ArrayValue(
                at, texts.stream().map(text -> new TextValue(at, text)).toList());
    }

    static void writeVersion(Draft draft) {
        if (draft.isBefore1()) {
            ObjectValue config = draft.config();
            Origin at = config.originOf(config.has("version") ? "version" : "ociVersion");
            config.remove("version");
            config.put("ociVersion", new TextValue(at, WRITTEN_VERSION));
        }
    }
}
