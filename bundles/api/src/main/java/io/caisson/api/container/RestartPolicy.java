package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a container is started again after its init has ended.
 *
 * @param kind when
 * @param maxRestarts most restarts in a row, 1 to 1,000,000, counts only with {@link Kind#ON_FAILURE}; 0 means no limit
 */
public record RestartPolicy(Kind kind, int maxRestarts) {
    /** When a container is started again. None does it after an explicit stop. */
    public enum Kind {
        /** Never. */
        NO,
        /** When its exit code is not 0, when its status was lost, and after a reboot that ended it. */
        ON_FAILURE,
        /** After every exit; after a reboot even if it was stopped by a user before. */
        ALWAYS,
        /** After every exit; after a reboot unless it was stopped by a user before. */
        UNLESS_STOPPED
    }

    public static final RestartPolicy NO = new RestartPolicy(Kind.NO, 0);
    public static final RestartPolicy ALWAYS = new RestartPolicy(Kind.ALWAYS, 0);
    public static final RestartPolicy UNLESS_STOPPED = new RestartPolicy(Kind.UNLESS_STOPPED, 0);

    private static final int MOST = 1_000_000;
    private static final Pattern ON_FAILURE = Pattern.compile("on-failure(?::([0-9]{1,7}))?");

    /** @throws CaissonException INVALID_ARGUMENT {@code restart.policy-invalid} */
    public RestartPolicy {
        if (maxRestarts < 0 || maxRestarts > MOST || (kind != Kind.ON_FAILURE && maxRestarts != 0)) {
            throw invalid(kind + ":" + maxRestarts);
        }
    }

    /** @param maxRestarts 0 means no limit */
    public static RestartPolicy onFailure(int maxRestarts) {
        return new RestartPolicy(Kind.ON_FAILURE, maxRestarts);
    }

    /**
     * {@return the policy that a text means}
     *
     * @param text {@code no}, {@code on-failure}, {@code on-failure:3}, {@code always} or {@code unless-stopped}
     * @throws CaissonException INVALID_ARGUMENT {@code restart.policy-invalid}
     */
    public static RestartPolicy parse(String text) {
        if (text == null) {
            throw invalid(null);
        }
        Matcher onFailure = ON_FAILURE.matcher(text);
        if (onFailure.matches()) {
            int most = onFailure.group(1) == null ? 0 : Integer.parseInt(onFailure.group(1));
            if (onFailure.group(1) != null && (most < 1 || most > MOST)) {
                throw invalid(text);
            }
            return onFailure(most);
        }
        return switch (text) {
            case "no" -> NO;
            case "always" -> ALWAYS;
            case "unless-stopped" -> UNLESS_STOPPED;
            default -> throw invalid(text);
        };
    }

    private static CaissonException invalid(String text) {
        return new CaissonException(
                ErrorCode.INVALID_ARGUMENT,
                "restart.policy-invalid",
                "restart policy must be no, on-failure, on-failure:N with N from 1 to 1000000, always or unless-stopped,"
                        + " but is " + Printable.quoted(text),
                Map.of("restart", String.valueOf(text)));
    }

    /** {@return whether it never starts anything} */
    public boolean isNo() {
        return kind == Kind.NO;
    }

    /** {@return the text that {@link #parse} understands} */
    public String text() {
        return switch (kind) {
            case NO -> "no";
            case ON_FAILURE -> maxRestarts == 0 ? "on-failure" : "on-failure:" + maxRestarts;
            case ALWAYS -> "always";
            case UNLESS_STOPPED -> "unless-stopped";
        };
    }

    @Override
    public String toString() {
        return text();
    }
}
