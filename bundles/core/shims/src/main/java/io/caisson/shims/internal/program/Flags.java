package io.caisson.shims.internal.program;

/** Numbers of the kernel's headers, the same on both machines. */
final class Flags {
    static final Operand AT_FDCWD = Operand.of("AT_FDCWD", -100);
    static final Operand EMPTY = Operand.of(0);

    // fcntl(2), open(2)
    static final long O_RDONLY = 0;
    static final long O_WRONLY = 1;
    static final long O_RDWR = 2;
    static final long O_CREAT = 0x40;
    static final long O_EXCL = 0x80;
    static final long O_NOCTTY = 0x100;
    static final long O_APPEND = 0x400;
    static final long O_NONBLOCK = 0x800;
    static final long O_CLOEXEC = 0x80000;
    static final Operand F_SETFD = Operand.of("F_SETFD", 2);
    static final Operand F_SETFL = Operand.of("F_SETFL", 4);
    static final Operand F_SETLK = Operand.of("F_SETLK", 6);
    static final Operand F_GETPIPE_SZ = Operand.of("F_GETPIPE_SZ", 1032);
    static final Operand FD_CLOEXEC = Operand.of("FD_CLOEXEC", 1);
    static final long F_WRLCK = 1;
    static final long F_UNLCK = 2;
    static final Operand FALLOC_FL_KEEP_SIZE = Operand.of("FALLOC_FL_KEEP_SIZE", 1);
    static final Operand SEEK_END = Operand.of("SEEK_END", 2);
    static final Operand SPLICE_F_NONBLOCK = Operand.of("SPLICE_F_NONBLOCK", 2);

    // prctl(2)
    static final Operand PR_SET_DUMPABLE = Operand.of("PR_SET_DUMPABLE", 4);
    static final Operand PR_SET_NAME = Operand.of("PR_SET_NAME", 15);
    static final Operand PR_SET_CHILD_SUBREAPER = Operand.of("PR_SET_CHILD_SUBREAPER", 36);

    // Signals and processes
    static final Operand SIG_BLOCK = Operand.of("SIG_BLOCK", 0);
    static final Operand SIG_SETMASK = Operand.of("SIG_SETMASK", 2);
    static final Operand SIGSET_BYTES = Operand.of(8);
    static final int SIGPIPE = 13;
    static final int SIGCHLD = 17;
    static final Operand WNOHANG = Operand.of("WNOHANG", 1);
    static final Operand SIGKILL = Operand.of("SIGKILL", 9);
    static final Operand FUTEX_WAIT = Operand.of("FUTEX_WAIT|FUTEX_PRIVATE_FLAG", 128);

    // Clocks
    static final Operand CLOCK_REALTIME = Operand.of("CLOCK_REALTIME", 0);
    static final Operand CLOCK_MONOTONIC = Operand.of("CLOCK_MONOTONIC", 1);
    static final Operand CLOCK_BOOTTIME = Operand.of("CLOCK_BOOTTIME", 7);

    // Sockets
    static final Operand AF_UNIX = Operand.of("AF_UNIX", 1);
    static final Operand STREAM_SOCKET =
            Operand.of("SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC", 1 | O_NONBLOCK | O_CLOEXEC);
    static final Operand SOCKET_FLAGS = Operand.of("SOCK_NONBLOCK|SOCK_CLOEXEC", O_NONBLOCK | O_CLOEXEC);
    static final Operand MSG_CMSG_CLOEXEC = Operand.of("MSG_CMSG_CLOEXEC", 0x40000000);
    static final long POLLIN = 1;

    private static final String[] OPEN_NAMES = {
        "O_WRONLY", "O_RDWR", "O_CREAT", "O_EXCL", "O_NOCTTY", "O_APPEND", "O_NONBLOCK", "O_CLOEXEC"
    };
    private static final long[] OPEN_VALUES = {
        O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_NOCTTY, O_APPEND, O_NONBLOCK, O_CLOEXEC
    };

    private Flags() {}

    /** {@return flags of open(2) with their names} */
    static Operand open(long flags) {
        StringBuilder names = new StringBuilder((flags & 3) == O_RDONLY ? "O_RDONLY" : "");
        for (int i = 0; i < OPEN_NAMES.length; i++) {
            if ((flags & OPEN_VALUES[i]) != 0) {
                names.append(names.isEmpty() ? "" : "|").append(OPEN_NAMES[i]);
            }
        }
        return Operand.of(names.toString(), flags);
    }

    /** {@return the bit of a signal in a set of eight bytes} */
    static long bit(int signal) {
        return 1L << signal - 1;
    }
}
