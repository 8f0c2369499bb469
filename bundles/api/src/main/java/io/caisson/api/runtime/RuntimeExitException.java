package io.caisson.api.runtime;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.Map;

/** A command that a shim ran ended badly; {@link OciRuntime#failure} knows why. */
public final class RuntimeExitException extends CaissonException {
    private static final long serialVersionUID = 1L;

    private final int waitStatus;

    public RuntimeExitException(String message, int waitStatus) {
        super(
                ErrorCode.FAILED_PRECONDITION,
                "runtime.failed",
                message,
                Map.of("waitStatus", Integer.toString(waitStatus)));
        this.waitStatus = waitStatus;
    }

    /** {@return as wait4(2) gave it} */
    public int waitStatus() {
        return waitStatus;
    }
}
