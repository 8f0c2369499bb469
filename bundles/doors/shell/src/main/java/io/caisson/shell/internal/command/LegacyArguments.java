package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;

/** Arguments that containerd 0.2's {@code ctr} checks itself, with its texts. */
final class LegacyArguments {
    private LegacyArguments() {}

    static ContainerId container(String id) {
        if (isEmpty(id)) {
            throw empty("container id cannot be empty");
        }
        return new ContainerId(id);
    }

    static ProcessId process(String id) {
        if (isEmpty(id)) {
            throw empty("process id cannot be empty");
        }
        return new ProcessId(id);
    }

    static String ociBundle(String path) {
        if (isEmpty(path)) {
            throw empty("bundle path cannot be empty");
        }
        return path;
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    private static CaissonException empty(String message) {
        return new CaissonException(ErrorCode.INVALID_ARGUMENT, "argument.missing", message);
    }
}
