package io.caisson.linux;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.Map;
import jnr.constants.platform.Errno;

/** errno as an exception of ours; the table is the one of {@link io.caisson.api.kernel.Kernel}. */
final class KernelErrors {
    private KernelErrors() {}

    /** {@return {@code call object: ERRNO} with the code and reason of that errno} */
    static CaissonException of(String call, String object, int errno) {
        Errno error = Errno.valueOf(errno);
        String name = error == Errno.__UNKNOWN_CONSTANT__ ? "errno " + errno : error.name();
        return new CaissonException(
                code(error), reason(error), call + " " + object + ": " + name, Map.of("errno", name, "call", call));
    }

    static CaissonException invalid(String message) {
        return new CaissonException(
                ErrorCode.INVALID_ARGUMENT, "kernel.invalid", message, Map.of("errno", Errno.EINVAL.name()));
    }

    private static ErrorCode code(Errno error) {
        return switch (error) {
            case ESRCH, ENOENT -> ErrorCode.NOT_FOUND;
            case EEXIST -> ErrorCode.ALREADY_EXISTS;
            case EACCES, EPERM, EROFS -> ErrorCode.PERMISSION_DENIED;
            case EMFILE, ENFILE, ENOMEM, ENOSPC, EDQUOT, EAGAIN -> ErrorCode.RESOURCE_EXHAUSTED;
            case EINVAL, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, ENOEXEC, E2BIG, ENOTTY -> ErrorCode.INVALID_ARGUMENT;
            case ENOSYS, EOPNOTSUPP -> ErrorCode.UNIMPLEMENTED;
            default -> ErrorCode.INTERNAL;
        };
    }

    private static String reason(Errno error) {
        return switch (code(error)) {
            case NOT_FOUND -> error == Errno.ESRCH ? "process.gone" : "file.missing";
            case ALREADY_EXISTS -> "file.exists";
            case PERMISSION_DENIED -> "kernel.denied";
            case RESOURCE_EXHAUSTED -> "kernel.exhausted";
            case INVALID_ARGUMENT -> "kernel.invalid";
            case UNIMPLEMENTED -> "kernel.unsupported";
            default -> "kernel.failed";
        };
    }
}
