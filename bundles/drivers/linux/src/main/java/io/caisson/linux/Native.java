package io.caisson.linux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import jnr.constants.platform.Errno;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/**
 * The loaded C library and the one way to call it: a result below zero is a negated errno, as inside the kernel, and
 * EINTR is repeated. jffi keeps errno per thread right after the native call, before the JVM can change it.
 */
final class Native {
    private static final int EINTR = Errno.EINTR.intValue();

    /** Fails at once where glibc is too old for one of them, not in the middle of a call. */
    private final Libc libc = LibraryLoader.create(Libc.class).failImmediately().load("c");

    private final Runtime runtime = Runtime.getRuntime(libc);

    Libc libc() {
        return libc;
    }

    Runtime runtime() {
        return runtime;
    }

    /** {@return the wrappers of jnr-posix, for the calls they serve well} {@link #call} reads their errno too. */
    POSIX posix() {
        return Posix.LOADED;
    }

    /** Loaded when it is first needed: it binds some hundred functions and would double the time to start. */
    private static final class Posix {
        static final POSIX LOADED = POSIXFactory.getNativePOSIX();
    }

    /** {@return the result, or errno negated} Repeats EINTR. */
    long call(LongSupplier function) {
        while (true) {
            long result = function.getAsLong();
            if (result != -1) {
                return result;
            }
            int errno = LastError.getLastError(runtime);
            if (errno != EINTR) {
                return -errno;
            }
        }
    }

    /**
     * Calls and throws what failed.
     *
     * @param name of the call, for people
     * @param object what it was about, for people
     */
    long check(String name, Object object, LongSupplier function) {
        long result = call(function);
        if (result < 0) {
            throw KernelErrors.of(name, object.toString(), (int) -result);
        }
        return result;
    }

    /** {@return whether a result of {@link #call} is that error} */
    static boolean is(long result, Errno error) {
        return result == -error.intValue();
    }

    /** {@return NUL-terminated UTF-8; null for null} A NUL inside is refused, since the kernel would not see the rest. */
    static byte[] text(String value) {
        if (value == null) {
            return null;
        }
        if (value.indexOf('\0') >= 0) {
            throw KernelErrors.invalid("string with a NUL character: " + value.replace('\0', '?'));
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
