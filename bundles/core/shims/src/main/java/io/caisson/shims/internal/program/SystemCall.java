package io.caisson.shims.internal.program;

import java.util.Locale;

/** System calls that programs use; all exist on both machines. Numbers from the kernel's tables (syscalls(2)). */
public enum SystemCall {
    ACCEPT4(288, 242),
    BIND(49, 200),
    CHDIR(80, 49),
    CLOCK_GETTIME(228, 113),
    /** Arguments after the second must be 0: their order depends on the machine. */
    CLONE(56, 220),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    DUP3(292, 24),
    EXECVE(59, 221),
    EXIT_GROUP(231, 94),
    FALLOCATE(285, 47),
    FCNTL(72, 25),
    FSYNC(74, 82),
    FUTEX(202, 98),
    GETPID(39, 172),
    GETRANDOM(318, 278),
    KILL(62, 129),
    LISTEN(50, 201),
    LSEEK(8, 62),
    NANOSLEEP(35, 101),
    OPENAT(257, 56),
    PPOLL(271, 73),
    PRCTL(157, 167),
    READ(0, 63),
    RECVMSG(47, 212),
    RT_SIGPROCMASK(14, 135),
    SCHED_YIELD(24, 124),
    SETSID(112, 157),
    SIGNALFD4(289, 74),
    SOCKET(41, 198),
    SPLICE(275, 76),
    TIMERFD_CREATE(283, 85),
    TIMERFD_SETTIME(286, 86),
    UNLINKAT(263, 35),
    WAIT4(61, 260),
    WRITE(1, 64);

    private final int x86;
    private final int arm;

    SystemCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    int number(Machine machine) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
