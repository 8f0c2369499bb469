package io.caisson.api.error;

import java.util.Map;
import java.util.Objects;

/**
 * The one exception that crosses our API packages.
 *
 * <p>{@link #code()} says what the caller may do, {@link #reason()} is a stable name ({@code noun.problem-with-hyphens})
 * that programs may compare, the message names the object and its state for people: lower case, no full stop.
 */
public class CaissonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String reason;
    private final transient Map<String, String> details;

    public CaissonException(ErrorCode code, String reason, String message) {
        this(code, reason, message, Map.of(), null);
    }

    public CaissonException(ErrorCode code, String reason, String message, Map<String, String> details) {
        this(code, reason, message, details, null);
    }

    public CaissonException(
            ErrorCode code, String reason, String message, Map<String, String> details, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.reason = Objects.requireNonNull(reason, "reason");
        this.details = Map.copyOf(details);
    }

    public final ErrorCode code() {
        return code;
    }

    public final String reason() {
        return reason;
    }

    /** {@return facts apart from the text; empty after serialisation} */
    public final Map<String, String> details() {
        return details == null ? Map.of() : details;
    }
}
