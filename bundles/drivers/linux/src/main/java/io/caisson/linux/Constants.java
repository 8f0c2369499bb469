package io.caisson.linux;

/** The kernel's and glibc's numbers that are the same on x86-64 and aarch64 (uapi headers, spawn.h). */
final class Constants {
    static final int AT_FDCWD = -100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_INO = 0x100;

    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;
    static final int O_NONBLOCK = 0x800;

    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_SETPIPE_SZ = 1031;
    static final int F_ADD_SEALS = 1033;
    static final int ALL_SEALS = 0x1 | 0x2 | 0x4 | 0x8; // SEAL, SHRINK, GROW, WRITE

    static final int SPLICE_F_NONBLOCK = 0x2;
    static final int MFD_CLOEXEC = 0x1;
    static final int MFD_ALLOW_SEALING = 0x2;
    static final int MFD_EXEC = 0x10;

    static final int TIOCSWINSZ = 0x5414;

    static final int POLLIN = 0x1;
    static final int POLLOUT = 0x4;
    static final int POLLNVAL = 0x20;

    static final int EPOLLIN = 0x1;
    static final int EPOLLONESHOT = 1 << 30;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    static final int SYS_PIDFD_SEND_SIGNAL = 424;
    static final int SYS_PIDFD_OPEN = 434;
    static final int SYS_OPENAT2 = 437;
    static final int SYS_PIDFD_GETFD = 438;
    static final long RESOLVE_NO_MAGICLINKS = 0x2;
    static final long RESOLVE_NO_SYMLINKS = 0x4;

    /** Magic of pidfs: only there has every process its own inode. */
    static final long PID_FS_MAGIC = 0x50494446;

    /** {@code _IOWR(0xFF, 11, struct pidfd_info)} with the first published size of the struct, 64 bytes. */
    static final long PIDFD_GET_INFO = 0xC040FF0BL;

    static final int PIDFD_INFO_BYTES = 64;
    static final long PIDFD_INFO_EXIT = 0x8;

    static final int P_ALL = 0;
    static final int P_PID = 1;
    static final int P_PIDFD = 3;
    static final int WNOHANG = 0x1;
    static final int WEXITED = 0x4;
    static final int WNOWAIT = 0x01000000;
    static final int CLD_EXITED = 1;
    static final int CLD_DUMPED = 3;

    static final int PR_SET_CHILD_SUBREAPER = 36;

    static final int SIGKILL = 9;
    static final int SIGCHLD = 17;
    static final long SIG_DFL = 0;

    static final short POSIX_SPAWN_SETSIGDEF = 0x04;
    static final short POSIX_SPAWN_SETSIGMASK = 0x08;
    static final short POSIX_SPAWN_SETSID = 0x80;

    private Constants() {}
}
