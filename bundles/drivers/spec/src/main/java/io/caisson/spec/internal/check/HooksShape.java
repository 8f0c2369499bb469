package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.IntegerShape.between;
import static io.caisson.spec.internal.check.ListShape.listOf;
import static io.caisson.spec.internal.check.ObjectShape.object;
import static io.caisson.spec.internal.check.TextShape.absolutePath;
import static io.caisson.spec.internal.check.TextShape.text;

import java.util.List;

/** {@code hooks}: OCI config.md, "POSIX-platform Hooks". */
final class HooksShape {
    /** Kinds of hooks whose program is a file of the host. */
    static final List<String> ON_HOST =
            List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop");

    static final Shape SHAPE;

    private static final int MOST_HOOKS = 100;
    private static final int MOST_SECONDS = 86_400;

    static {
        Shape hook = object().required("path", absolutePath())
                .optional("args", listOf(text()))
                .optional("env", new EnvironmentShape())
                .optional("timeout", between(1, MOST_SECONDS));
        Shape hooks = listOf(hook).most(MOST_HOOKS);
        ObjectShape shape = object().optional("startContainer", hooks);
        ON_HOST.forEach(kind -> shape.optional(kind, hooks));
        SHAPE = shape;
    }

    private HooksShape() {}
}
