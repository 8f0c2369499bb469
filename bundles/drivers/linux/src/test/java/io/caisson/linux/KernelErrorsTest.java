package io.caisson.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.caisson.api.error.CaissonException;
import jnr.constants.platform.Errno;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "ESRCH, NOT_FOUND, process.gone",
        "ENOENT, NOT_FOUND, file.missing",
        "EEXIST, ALREADY_EXISTS, file.exists",
        "EACCES, PERMISSION_DENIED, kernel.denied",
        "EPERM, PERMISSION_DENIED, kernel.denied",
        "EMFILE, RESOURCE_EXHAUSTED, kernel.exhausted",
        "ENFILE, RESOURCE_EXHAUSTED, kernel.exhausted",
        "ENOMEM, RESOURCE_EXHAUSTED, kernel.exhausted",
        "ENOSPC, RESOURCE_EXHAUSTED, kernel.exhausted",
        "EAGAIN, RESOURCE_EXHAUSTED, kernel.exhausted",
        "EINVAL, INVALID_ARGUMENT, kernel.invalid",
        "ENOSYS, UNIMPLEMENTED, kernel.unsupported",
        "EIO, INTERNAL, kernel.failed",
        "ENXIO, INTERNAL, kernel.failed"
    })
    void eachErrnoHasItsCodeAndReason(Errno errno, String code, String reason) {
        CaissonException e = KernelErrors.of("call", "object", errno.intValue());
        assertEquals(code + " " + reason, e.code() + " " + e.reason());
        assertEquals(errno.name(), e.details().get("errno"));
        assertEquals("call object: " + errno.name(), e.getMessage());
    }
}
