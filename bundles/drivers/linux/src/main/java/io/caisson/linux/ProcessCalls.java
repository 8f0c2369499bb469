package io.caisson.linux;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Fd;
import io.caisson.api.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import jnr.constants.platform.Errno;

/** Processes by pidfd. */
final class ProcessCalls {
    private static final int STATFS_BYTES = 120;
    private static final int STATX_BYTES = 256;
    private static final int STATX_INODE_AT = 32;

    private final Native linux;
    private final Libc libc;
    private final FileCalls files;
    private final Children children;

    ProcessCalls(Native linux, FileCalls files, Children children) {
        this.linux = linux;
        this.libc = linux.libc();
        this.files = files;
        this.children = children;
        // Whoever started the JVM may have ignored it; then the kernel reaps our children itself and drops their
        // status.
        libc.signal(Constants.SIGCHLD, Constants.SIG_DFL);
    }

    Fd pidfdOpen(long pid) {
        return new OwnedFd(libc, linux.check("pidfd_open", pid, () -> openPidfd(pid)));
    }

    private long openPidfd(long pid) {
        return libc.syscall(Constants.SYS_PIDFD_OPEN, pid, 0, 0, 0);
    }

    void pidfdSendSignal(Fd pidfd, int signal) {
        linux.check(
                "pidfd_send_signal",
                pidfd,
                () -> libc.syscall(Constants.SYS_PIDFD_SEND_SIGNAL, pidfd.number(), signal, 0, 0));
    }

    Fd pidfdGetFd(Fd pidfd, int number) {
        return new OwnedFd(
                libc,
                linux.check(
                        "pidfd_getfd",
                        "number " + number + " of " + pidfd,
                        () -> libc.syscall(Constants.SYS_PIDFD_GETFD, pidfd.number(), number, 0, 0)));
    }

    OptionalLong pidfdInode(Fd pidfd) {
        ByteBuffer fileSystem = FileCalls.struct(STATFS_BYTES);
        linux.check("fstatfs", pidfd, () -> libc.fstatfs(pidfd.number(), fileSystem));
        if (fileSystem.getLong(0) != Constants.PID_FS_MAGIC) {
            return OptionalLong.empty();
        }
        ByteBuffer status = FileCalls.struct(STATX_BYTES);
        linux.check(
                "statx",
                pidfd,
                () -> libc.statx(pidfd.number(), new byte[1], Constants.AT_EMPTY_PATH, Constants.STATX_INO, status));
        return OptionalLong.of(status.getLong(STATX_INODE_AT));
    }

    OptionalInt pidfdExitStatus(Fd pidfd) {
        ByteBuffer info = FileCalls.struct(Constants.PIDFD_INFO_BYTES);
        info.putLong(0, Constants.PIDFD_INFO_EXIT);
        long result = linux.call(() -> libc.ioctl(pidfd.number(), Constants.PIDFD_GET_INFO, info));
        if (Native.is(result, Errno.ESRCH) || Native.is(result, Errno.ENOTTY) || Native.is(result, Errno.EINVAL)) {
            return OptionalInt.empty(); // kernels that forget the status, or know no such call
        }
        if (result < 0) {
            throw KernelErrors.of("ioctl PIDFD_GET_INFO", pidfd.toString(), (int) -result);
        }
        boolean known = (info.getLong(0) & Constants.PIDFD_INFO_EXIT) != 0;
        return known ? OptionalInt.of(info.getInt(Constants.PIDFD_INFO_BYTES - 4)) : OptionalInt.empty();
    }

    OptionalInt zombieStatus(Fd pidfd) {
        long pid = pidInFdinfo(pidfd);
        Optional<ProcStat> stat = pid > 0 ? ProcStat.read(pid) : Optional.empty();
        // Still not reaped: so the number was not given away, and what was read is the pidfd's process.
        if (stat.isEmpty() || stat.get().state() != 'Z' || pidInFdinfo(pidfd) != pid) {
            return OptionalInt.empty();
        }
        return stat.get().waitStatus();
    }

    boolean pidfdEnded(Fd pidfd) {
        return files.awaitReadable(pidfd, Deadline.after(Duration.ZERO));
    }

    ChildWait waitChild(Fd pidfd) {
        return waitChild(pidfd, Constants.WNOHANG);
    }

    /** Blocks until the child ends. */
    void awaitChild(Fd pidfd) {
        waitChild(pidfd, 0);
    }

    private ChildWait waitChild(Fd pidfd, int options) {
        ByteBuffer info = WaitInfo.allocate();
        long result =
                linux.call(() -> libc.waitid(Constants.P_PIDFD, pidfd.number(), info, Constants.WEXITED | options));
        if (Native.is(result, Errno.ECHILD)) {
            return new ChildWait.NotOurs();
        }
        if (result < 0) {
            throw KernelErrors.of("waitid", pidfd.toString(), (int) -result);
        }
        if (WaitInfo.pid(info) == 0) {
            return new ChildWait.Alive();
        }
        children.reaped(WaitInfo.pid(info));
        return new ChildWait.Ended(WaitInfo.waitStatus(info));
    }

    /** {@return whether the pid of a child still is its own, alive or as a zombie} */
    boolean isUnreapedChild(Fd pidfd) {
        ByteBuffer info = WaitInfo.allocate();
        int options = Constants.WEXITED | Constants.WNOHANG | Constants.WNOWAIT;
        return linux.call(() -> libc.waitid(Constants.P_PIDFD, pidfd.number(), info, options)) == 0;
    }

    Optional<ProcessIdentity> identify(long pid) {
        long number = linux.call(() -> openPidfd(pid));
        if (Native.is(number, Errno.ESRCH) || Native.is(number, Errno.EINVAL) || Native.is(number, Errno.ENOENT)) {
            return Optional.empty(); // the last two: a thread's number, or none at all
        }
        if (number < 0) {
            throw KernelErrors.of("pidfd_open", Long.toString(pid), (int) -number);
        }
        try (Fd pidfd = new OwnedFd(libc, number)) {
            Optional<ProcStat> stat = ProcStat.read(pid);
            // Still not reaped: so the number was not given away, and what was read is the pidfd's process.
            if (stat.isEmpty() || pidInFdinfo(pidfd) != pid) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(pid, stat.get().startTicks(), pidfdInode(pidfd)));
        }
    }

    long pidOf(Fd pidfd) {
        long pid = pidInFdinfo(pidfd);
        if (pid <= 0) {
            throw KernelErrors.of("read pid of", pidfd.toString(), Errno.ESRCH.intValue());
        }
        return pid;
    }

    /** {@return -1 once the process has been reaped} */
    private static long pidInFdinfo(Fd pidfd) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo", Integer.toString(pidfd.number())))) {
                if (line.startsWith("Pid:")) {
                    return Long.parseLong(line.substring("Pid:".length()).strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw KernelErrors.invalid(pidfd + " is no pidfd");
    }

    void becomeSubreaper() {
        linux.check("prctl", "PR_SET_CHILD_SUBREAPER", () -> libc.prctl(Constants.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    }

    /** Kills the process group of a child that leads one and has not been reaped. */
    void killGroup(long leader) {
        linux.call(() -> linux.posix().kill(-leader, Constants.SIGKILL)); // ESRCH: all its members are gone
    }
}
