package io.caisson.jmx.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our failures as a JMX client can read them: exceptions of the JDK, without a cause, since a client has none of our
 * classes; the text is {@code CODE [reason] message}.
 */
final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    /** Runs an operation of an MBean. */
    static <T> T translated(String operation, Supplier<T> body) {
        try {
            return body.get();
        } catch (CaissonException e) {
            if (e.code() == ErrorCode.INTERNAL || e.code() == ErrorCode.DATA_LOSS) {
                log(operation, e);
            } else {
                LOG.atDebug()
                        .addKeyValue("operation", operation)
                        .addKeyValue("code", e.code())
                        .addKeyValue("reason", e.reason())
                        .log("operation refused");
            }
            throw forClient(e);
        } catch (RuntimeException e) {
            log(operation, e);
            throw new RuntimeException("INTERNAL [server.fault] " + operation + " failed; the server's log has it");
        }
    }

    private static void log(String operation, RuntimeException failure) {
        LOG.atError().addKeyValue("operation", operation).setCause(failure).log("operation failed");
    }

    static RuntimeException forClient(CaissonException e) {
        String text = e.code() + " [" + e.reason() + "] " + e.getMessage();
        return switch (e.code()) {
            case INVALID_ARGUMENT -> new IllegalArgumentException(text);
            case NOT_FOUND -> new NoSuchElementException(text);
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> new IllegalStateException(text);
            case PERMISSION_DENIED -> new SecurityException(text);
            case UNIMPLEMENTED -> new UnsupportedOperationException(text);
            case RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED, DATA_LOSS, INTERNAL -> new RuntimeException(text);
        };
    }

    static CaissonException invalid(String reason, String message) {
        return new CaissonException(ErrorCode.INVALID_ARGUMENT, reason, message);
    }
}
