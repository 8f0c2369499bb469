package io.caisson.shims.internal.program;

import java.util.Optional;

/** Errors of system calls that programs or their readers tell apart; numbers are the same on both machines. */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    EINTR(4),
    EIO(5),
    ENXIO(6),
    E2BIG(7),
    ENOEXEC(8),
    EBADF(9),
    ECHILD(10),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EEXIST(17),
    ENOTDIR(20),
    EISDIR(21),
    EINVAL(22),
    ENFILE(23),
    EMFILE(24),
    ETXTBSY(26),
    ENOSPC(28),
    ESPIPE(29),
    EROFS(30),
    EPIPE(32),
    ENAMETOOLONG(36),
    ELOOP(40),
    EOPNOTSUPP(95),
    EADDRINUSE(98),
    ETIMEDOUT(110),
    EDQUOT(122);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** {@return the name, or the number where there is none here} */
    public static String nameOf(int number) {
        return of(number).map(Errno::name).orElse("errno " + number);
    }

    /** {@return the error with that number, if it is one of these} */
    public static Optional<Errno> of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return Optional.of(errno);
            }
        }
        return Optional.empty();
    }
}
