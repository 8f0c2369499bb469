package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The name of a container: 1 to 76 letters, digits, dots, dashes or underscores, beginning and ending with a letter or
 * digit; so it is safe as a path part, as an argument of a runtime and in an ObjectName. Case counts.
 */
public record ContainerId(String value) implements Comparable<ContainerId> {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,74}[A-Za-z0-9])?");

    /** @throws CaissonException INVALID_ARGUMENT {@code container.id-invalid} */
    public ContainerId {
        if (!matches(value)) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "container.id-invalid",
                    "container id must be 1 to 76 letters, digits, dots, dashes or underscores and begin and end with"
                            + " a letter or digit, but is " + Printable.quoted(value),
                    Map.of("id", String.valueOf(value)));
        }
    }

    static boolean matches(String value) {
        return value != null && SAFE.matcher(value).matches();
    }

    @Override
    public int compareTo(ContainerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
