package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.function.Consumer;

/** What belongs to {@code mounts}. */
public final class MountRules {
    private MountRules() {}

    /** Relative to the container's root until 1.0.1; since 1.0.2 a destination must be absolute. */
    static void makeDestinationsAbsolute(Draft draft) {
        if (draft.version().isBefore(1, 0, 2)) {
            eachMount(
                    draft,
                    mount -> mount.text("destination")
                            .filter(destination -> !destination.isEmpty() && !destination.startsWith("/"))
                            .ifPresent(destination -> {
                                mount.put("destination", "/" + destination);
                                draft.warn(mount.originOf("destination"), "relative destination is taken from /");
                            }));
        }
    }

    /** A bind mount has no data of a file system; old runtimes ignored it, runc since 1.2 refuses it. */
    static void cleanBindOptions(Draft draft) {
        eachMount(
                draft,
                mount -> mount.array("options")
                        .filter(options -> isBind(mount))
                        .filter(options -> options.items().removeIf(MountRules::isFileSystemData))
                        .ifPresent(options ->
                                draft.warn(options.origin(), "options of a file system are ignored by a bind mount")));
    }

    private static boolean isFileSystemData(Value option) {
        return option instanceof TextValue text
                && text.text().indexOf('=') > 0
                && !text.text().startsWith("idmap")
                && !text.text().startsWith("ridmap");
    }

    /** {@return whether a mount shows a directory or file of the host} */
    public static boolean isBind(ObjectValue mount) {
        return mount.text("type").filter("bind"::equals).isPresent()
                || mount.array("options").stream()
                        .flatMap(ArrayValue::texts)
                        .map(TextValue::text)
                        .anyMatch(option -> option.equals("bind") || option.equals("rbind"));
    }

    private static void eachMount(Draft draft, Consumer<ObjectValue> rule) {
        draft.config().array("mounts").ifPresent(mounts -> mounts.objects().forEach(rule));
    }
}
