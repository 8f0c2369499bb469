package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.Map;

/** The name of a process within its container: {@link #INIT} or the id of an exec. Same characters as a container id. */
public record ProcessId(String value) implements Comparable<ProcessId> {
    /** The container's first process. */
    public static final ProcessId INIT = new ProcessId("init");

    /** @throws CaissonException INVALID_ARGUMENT {@code process.id-invalid} */
    public ProcessId {
        if (!ContainerId.matches(value)) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "process.id-invalid",
                    "process id must be 1 to 76 letters, digits, dots, dashes or underscores and begin and end with"
                            + " a letter or digit, but is " + Printable.quoted(value),
                    Map.of("id", String.valueOf(value)));
        }
    }

    public boolean isInit() {
        return value.equals("init");
    }

    @Override
    public int compareTo(ProcessId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
