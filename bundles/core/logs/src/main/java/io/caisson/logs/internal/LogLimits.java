package io.caisson.logs.internal;

import io.caisson.api.container.LogRequest;
import io.caisson.api.error.CaissonException;
import java.util.Map;

/**
 * When files are changed, where a container does not say it.
 *
 * @param maxBytes size of a file
 * @param maxFiles files of a log, the one being written included
 */
record LogLimits(long maxBytes, int maxFiles) {
    static final LogLimits DEFAULT = new LogLimits(10L << 20, 5);

    /** Keys of PID {@code io.caisson.logs}. */
    static final String MAX_SIZE = "maxSize";

    static final String MAX_FILES = "maxFiles";

    /** {@return what a configuration says; throws CaissonException for what cannot be used} */
    static LogLimits of(Map<String, ?> configuration) {
        return new LogLimits(
                parse("max-size", configuration.get(MAX_SIZE)).maxBytes().orElse(DEFAULT.maxBytes()),
                parse("max-file", configuration.get(MAX_FILES)).maxFiles().orElse(DEFAULT.maxFiles()));
    }

    private static LogRequest parse(String option, Object value) throws CaissonException {
        return value == null
                ? LogRequest.DEFAULT
                : LogRequest.parse("file", Map.of(option, value.toString().strip()));
    }

    /** {@return with what a container asks for itself} */
    LogLimits with(LogRequest request) {
        return new LogLimits(
                request.maxBytes().orElse(maxBytes), request.maxFiles().orElse(maxFiles));
    }
}
