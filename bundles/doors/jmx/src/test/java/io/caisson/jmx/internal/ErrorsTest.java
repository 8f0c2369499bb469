package io.caisson.jmx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorsTest {
    private static Class<? extends RuntimeException> wanted(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> IllegalArgumentException.class;
            case NOT_FOUND -> NoSuchElementException.class;
            case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> IllegalStateException.class;
            case PERMISSION_DENIED -> SecurityException.class;
            case UNIMPLEMENTED -> UnsupportedOperationException.class;
            case RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED, DATA_LOSS, INTERNAL -> RuntimeException.class;
        };
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeIsAnExceptionOfTheJdkWithoutACause(ErrorCode code) {
        CaissonException ours = new CaissonException(code, "some.reason", "what went wrong");
        RuntimeException thrown = assertThrows(
                RuntimeException.class,
                () -> Errors.translated("op", () -> {
                    throw ours;
                }));
        assertEquals(wanted(code), thrown.getClass());
        assertEquals(code + " [some.reason] what went wrong", thrown.getMessage());
        assertNull(thrown.getCause());
    }

    @Test
    void aFaultOfOursDoesNotTellItsInsides() {
        RuntimeException thrown = assertThrows(
                RuntimeException.class,
                () -> Errors.translated("op", () -> {
                    throw new NullPointerException("secret");
                }));
        assertEquals(RuntimeException.class, thrown.getClass());
        assertEquals("INTERNAL [server.fault] op failed; the server's log has it", thrown.getMessage());
    }
}
