package io.caisson.linux;

import io.caisson.api.kernel.Fd;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jnr.constants.platform.Errno;

/** Descriptors of files, FIFOs and terminals. */
final class FileCalls {
    private static final int OPEN_HOW_BYTES = 24;
    private static final int POLLFD_BYTES = 8;
    private static final int WINSIZE_BYTES = 8;

    private final Native linux;
    private final Libc libc;

    FileCalls(Native linux) {
        this.linux = linux;
        this.libc = linux.libc();
    }

    Fd open(Path path, int flags, int mode) {
        byte[] name = Native.text(path.toString());
        return owned(linux.check("open", path, () -> libc.open(name, flags | Constants.O_CLOEXEC, mode)));
    }

    Fd openNoSymlinks(Path path, int flags) {
        byte[] name = Native.text(path.toString());
        ByteBuffer how = struct(OPEN_HOW_BYTES);
        how.putLong(0, Integer.toUnsignedLong(flags | Constants.O_CLOEXEC));
        how.putLong(16, Constants.RESOLVE_NO_SYMLINKS | Constants.RESOLVE_NO_MAGICLINKS);
        return owned(linux.check(
                "openat2",
                path,
                () -> libc.syscall(Constants.SYS_OPENAT2, Constants.AT_FDCWD, name, how, OPEN_HOW_BYTES)));
    }

    void makeFifo(Path path, int mode) {
        byte[] name = Native.text(path.toString());
        linux.check("mkfifo", path, () -> libc.mkfifo(name, mode));
    }

    Fd sealedMemfd(String name, byte[] content) {
        Fd fd = memfd(name);
        try {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                long offset = rest.position(); // pwrite, so that the descriptor's own offset stays 0
                long count = linux.check(
                        "pwrite", "memfd " + name, () -> libc.pwrite(fd.number(), rest, rest.remaining(), offset));
                rest.position(rest.position() + (int) count);
            }
            linux.check(
                    "fcntl F_ADD_SEALS",
                    "memfd " + name,
                    () -> libc.fcntl(fd.number(), Constants.F_ADD_SEALS, Constants.ALL_SEALS));
            return fd;
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** Asks for an executable memfd, which some hosts (vm.memfd_noexec) else refuse; kernels before 6.3 know no flag. */
    private Fd memfd(String name) {
        byte[] text = Native.text(name);
        int flags = Constants.MFD_CLOEXEC | Constants.MFD_ALLOW_SEALING;
        long fd = linux.call(() -> libc.memfd_create(text, flags | Constants.MFD_EXEC));
        if (Native.is(fd, Errno.EINVAL)) {
            fd = linux.check("memfd_create", name, () -> libc.memfd_create(text, flags));
        } else if (fd < 0) {
            throw KernelErrors.of("memfd_create", name, (int) -fd);
        }
        return owned(fd);
    }

    int read(Fd fd, ByteBuffer into) {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into: 0 could not be told from the end of the file");
        }
        int count = transferred("read", fd, linux.call(() -> libc.read(fd.number(), into, into.remaining())));
        if (count > 0) {
            into.position(into.position() + count);
        }
        return count;
    }

    int write(Fd fd, ByteBuffer from) {
        ByteBuffer source = from.isReadOnly() && !from.isDirect() ? copyOf(from) : from; // jffi needs the array
        int count = transferred("write", fd, linux.call(() -> libc.write(fd.number(), source, source.remaining())));
        if (count > 0) {
            from.position(from.position() + count);
        }
        return count;
    }

    int splice(Fd pipe, Fd file, long offset, int most) {
        ByteBuffer at = struct(Long.BYTES).putLong(0, offset);
        return transferred(
                "splice",
                file,
                linux.call(
                        () -> libc.splice(pipe.number(), null, file.number(), at, most, Constants.SPLICE_F_NONBLOCK)));
    }

    private static int transferred(String call, Fd fd, long result) {
        if (Native.is(result, Errno.EAGAIN)) {
            return -1;
        }
        if (result < 0) {
            throw KernelErrors.of(call, fd.toString(), (int) -result);
        }
        return (int) result;
    }

    private static ByteBuffer copyOf(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    boolean awaitWritable(Fd fd, Deadline deadline) {
        return await(Constants.POLLOUT, List.of(fd), deadline);
    }

    boolean awaitReadable(Fd fd, Deadline deadline) {
        return await(Constants.POLLIN, List.of(fd), deadline);
    }

    boolean awaitAnyReadable(List<Fd> descriptors, Deadline deadline) {
        return await(Constants.POLLIN, descriptors, deadline);
    }

    /** {@return whether one of them is ready, hung up or broken; false at the deadline} */
    private boolean await(int events, List<Fd> descriptors, Deadline deadline) {
        ByteBuffer set = struct(POLLFD_BYTES * descriptors.size());
        for (int i = 0; i < descriptors.size(); i++) {
            set.putInt(POLLFD_BYTES * i, descriptors.get(i).number());
            set.putShort(POLLFD_BYTES * i + 4, (short) events);
        }
        long ready;
        do {
            // What is left is computed anew in each call, so that interruptions cannot stretch the deadline.
            ready = linux.check(
                    "poll", descriptors, () -> libc.poll(set, descriptors.size(), remainingMillis(deadline)));
        } while (ready == 0 && !deadline.hasPassed());
        for (int i = 0; i < descriptors.size(); i++) {
            if ((set.getShort(POLLFD_BYTES * i + 6) & Constants.POLLNVAL) != 0) {
                throw KernelErrors.of("poll", descriptors.get(i).toString(), Errno.EBADF.intValue());
            }
        }
        return ready > 0;
    }

    private static int remainingMillis(Deadline deadline) {
        Duration left = deadline.remaining();
        return (int) Math.min(Integer.MAX_VALUE, left.plusNanos(999_999).toMillis());
    }

    Fd duplicate(Fd fd) {
        return duplicate(fd, 0);
    }

    /** A duplicate with a number of at least {@code lowest}. */
    Fd duplicate(Fd fd, int lowest) {
        return owned(linux.check(
                "fcntl F_DUPFD_CLOEXEC", fd, () -> libc.fcntl(fd.number(), Constants.F_DUPFD_CLOEXEC, lowest)));
    }

    void setNonBlocking(Fd fd, boolean nonBlocking) {
        long flags = linux.check("fcntl F_GETFL", fd, () -> libc.fcntl(fd.number(), Constants.F_GETFL, 0));
        long wanted = nonBlocking ? flags | Constants.O_NONBLOCK : flags & ~(long) Constants.O_NONBLOCK;
        linux.check("fcntl F_SETFL", fd, () -> libc.fcntl(fd.number(), Constants.F_SETFL, wanted));
    }

    void setPipeSize(Fd fd, int bytes) {
        int number = fd.number();
        linux.call(() -> libc.fcntl(number, Constants.F_SETPIPE_SZ, bytes)); // over the user's limit: keeps its size
    }

    void setWindowSize(Fd terminal, int rows, int columns) {
        ByteBuffer size = struct(WINSIZE_BYTES);
        size.putShort(0, unsignedShort("rows", rows));
        size.putShort(2, unsignedShort("columns", columns));
        linux.check("ioctl TIOCSWINSZ", terminal, () -> libc.ioctl(terminal.number(), Constants.TIOCSWINSZ, size));
    }

    private static short unsignedShort(String name, int value) {
        if (value < 0 || value > 0xffff) {
            throw KernelErrors.invalid(name + " out of 0..65535: " + value);
        }
        return (short) value;
    }

    /** {@return read end and write end} */
    Fd[] pipe() {
        int[] ends = new int[2];
        linux.check("pipe2", "new pipe", () -> libc.pipe2(ends, Constants.O_CLOEXEC));
        return new Fd[] {owned(ends[0]), owned(ends[1])};
    }

    private Fd owned(long number) {
        return new OwnedFd(libc, number);
    }

    static ByteBuffer struct(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }
}
