package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How long a further process may live. Whatever is said here, it ends with its container. Immutable.
 *
 * @param withCaller whether it belongs to a caller that follows it: the door ends it when its caller goes, and a server that
 *     comes again ends it, since its caller went with the server before. SIGHUP first, SIGKILL after five seconds
 * @param longest after this it is sent SIGKILL, also by a server that comes again; empty means no limit
 */
public record ExecLife(boolean withCaller, Optional<Duration> longest) {
    /** As long as it wants. */
    public static final ExecLife FREE = new ExecLife(false, Optional.empty());

    /** As long as it wants, but not without its caller. */
    public static final ExecLife WITH_CALLER = new ExecLife(true, Optional.empty());

    private static final Duration MOST = Duration.ofDays(365);

    /** @throws CaissonException INVALID_ARGUMENT {@code process.life-invalid}: not longer than 0, or longer than 365 days */
    public ExecLife {
        longest.filter(time -> time.isNegative() || time.isZero() || time.compareTo(MOST) > 0)
                .ifPresent(time -> {
                    throw new CaissonException(
                            ErrorCode.INVALID_ARGUMENT,
                            "process.life-invalid",
                            "a process's longest life must be more than 0 and at most 365 days, but is " + time,
                            Map.of("longest", time.toString()));
                });
    }

    /** {@return as this, but ended after that time} */
    public ExecLife atMost(Duration time) {
        return new ExecLife(withCaller, Optional.of(time));
    }
}
