package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.Map;

/**
 * The two files of a document before 0.3.0 made one: {@code runtime.json} had what belongs to the host, and its mounts
 * were found by name.
 */
public final class SplitDocument {
    private SplitDocument() {}

    /** {@return whether a {@code runtime.json} counts} */
    public static boolean isPossible(Draft draft) {
        return draft.version().isBefore(0, 3, 0);
    }

    /** Adds to the document what {@code runtime.json} says. */
    public static void join(Draft draft, ObjectValue runtime) {
        Nulls.drop(draft.config());
        Nulls.drop(runtime);
        runtime.remove("mounts").ifPresent(mounts -> joinMounts(draft, mounts));
        overlay(draft.config(), runtime);
    }

    /** A mount had a {@code name} for {@code runtime.json} and a {@code path}. */
    static void renameMountPaths(Draft draft) {
        draft.config().array("mounts").ifPresent(mounts -> mounts.objects().forEach(SplitDocument::renamePath));
    }

    private static void joinMounts(Draft draft, Value byName) {
        if (!(byName instanceof ObjectValue runtimeMounts)) {
            String message = "must be an object of mounts by name, but is " + byName.shown();
            draft.problems().add(byName, "mounts", message);
            return;
        }
        draft.config()
                .array("mounts")
                .ifPresent(
                        mounts -> mounts.objects().forEach(mount -> joinMount(mount, runtimeMounts, draft.problems())));
    }

    private static void joinMount(ObjectValue mount, ObjectValue byName, Problems problems) {
        mount.get("name", TextValue.class)
                .ifPresent(name -> byName.get(name.text())
                        .ifPresentOrElse(
                                found -> joinMount(mount, found, problems),
                                () -> problems.add(
                                        name,
                                        "mounts.items.name.known",
                                        "must be the name of a mount in runtime.json, but is " + name.shown())));
    }

    private static void joinMount(ObjectValue mount, Value found, Problems problems) {
        if (found instanceof ObjectValue detail) {
            detail.members().forEach(mount.members()::putIfAbsent);
        } else {
            problems.add(found, "mounts.items", "must be an object, but is " + found.shown());
        }
    }

    private static void renamePath(ObjectValue mount) {
        mount.remove("name");
        mount.move("path", mount, "destination");
    }

    private static void overlay(ObjectValue onto, ObjectValue from) {
        for (Map.Entry<String, Value> member : from.members().entrySet()) {
            Value below = onto.members().get(member.getKey());
            if (below instanceof ObjectValue lower && member.getValue() instanceof ObjectValue upper) {
                overlay(lower, upper);
            } else {
                onto.put(member.getKey(), member.getValue());
            }
        }
    }
}
