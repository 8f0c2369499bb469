package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Origin;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.Optional;

/**
 * A document between its old shape and the new one.
 *
 * @param version of the caller's document
 * @param versionText the same as the caller wrote it; empty if it is not there
 */
public record Draft(ObjectValue config, SpecVersion version, String versionText, Problems problems) {
    /** Newest minor version of 1 whose text was read for the checks. */
    private static final int NEWEST_MINOR = 3;

    /** {@return the document with its version read; a version that cannot be used is added to the problems} */
    public static Draft of(ObjectValue config, Problems problems) {
        String key = config.has("ociVersion") || !config.has("version") ? "ociVersion" : "version";
        Optional<Value> found = config.get(key);
        if (found.isEmpty()) {
            return new Draft(config, SpecVersion.OLDEST, "", problems);
        }
        if (!(found.get() instanceof TextValue text)) {
            problems.add(
                    found.get(),
                    "ociVersion",
                    "must be a string, but is " + found.get().shown());
            return new Draft(config, SpecVersion.OLDEST, "", problems);
        }
        Optional<SpecVersion> version = SpecVersion.parse(text.text());
        if (version.isEmpty()) {
            problems.add(text, "ociVersion.form", "must be a version such as \"1.0.2\", but is " + text.shown());
        } else if (version.get().major() > 1) {
            problems.add(text, "ociVersion.known", "must be 0 or 1 before the first dot, but is " + text.shown());
        } else if (version.get().major() == 1 && version.get().minor() > NEWEST_MINOR) {
            problems.warn(text.origin(), "newer than 1." + NEWEST_MINOR + "; what is new in it is passed on unread");
        }
        return new Draft(config, version.orElse(SpecVersion.OLDEST), text.text(), problems);
    }

    /** {@return whether the document may have shapes that version 1.0.0 no longer has} */
    boolean isBefore1() {
        return version.isBefore(1, 0, 0);
    }

    Optional<ObjectValue> process() {
        return config.object("process");
    }

    Optional<ObjectValue> linux() {
        return config.object("linux");
    }

    Optional<ObjectValue> resources() {
        return linux().flatMap(linux -> linux.object("resources"));
    }

    void warn(Origin at, String message) {
        problems.warn(at, message);
    }
}
