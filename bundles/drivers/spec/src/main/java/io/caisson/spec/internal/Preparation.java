package io.caisson.spec.internal;

import io.caisson.api.container.TerminalSize;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.JsonWriter;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.upgrade.Draft;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;

/** The last step: a document without mistakes becomes the one for the runtime. */
final class Preparation {
    private Preparation() {}

    static PreparedSpec finish(Draft draft, String defaultCgroupsPath) {
        ObjectValue config = draft.config();
        ObjectValue process = config.object("process").orElseThrow();
        String cgroupsPath = settleCgroupsPath(draft, defaultCgroupsPath);
        return new PreparedSpec(
                JsonWriter.write(config),
                draft.versionText(),
                draft.problems().warnings(),
                process.array("args").stream()
                        .flatMap(ArrayValue::texts)
                        .map(TextValue::text)
                        .toList(),
                process.text("cwd").orElseThrow(),
                process.isTrue("terminal"),
                process.object("consoleSize").map(Preparation::terminalSize),
                Path.of(config.object("root").orElseThrow().text("path").orElseThrow()),
                cgroupsPath,
                config.object("hooks")
                        .filter(hooks -> hooks.has("startContainer") || hooks.has("poststart"))
                        .isPresent());
    }

    /** OCI leaves to the runtime where a relative path begins (config-linux.md, "Cgroups Path"); here it is the root. */
    private static String settleCgroupsPath(Draft draft, String defaultCgroupsPath) {
        ObjectValue linux = draft.config().object("linux").orElseThrow();
        Optional<String> own = linux.text("cgroupsPath");
        String path =
                own.map(given -> given.startsWith("/") ? given : "/" + given).orElse(defaultCgroupsPath);
        if (!own.equals(Optional.of(path))) {
            own.ifPresent(given ->
                    draft.problems().warn(linux.originOf("cgroupsPath"), "relative path is taken from the root"));
            linux.put("cgroupsPath", path);
        }
        return path;
    }

    private static TerminalSize terminalSize(ObjectValue size) {
        return new TerminalSize(side(size, "height"), side(size, "width"));
    }

    private static int side(ObjectValue size, String key) {
        return size.integer(key).map(BigInteger::intValueExact).orElseThrow();
    }
}
