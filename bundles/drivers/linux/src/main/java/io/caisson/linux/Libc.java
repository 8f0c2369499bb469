package io.caisson.linux;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.annotations.Variadic;

/**
 * Functions of the C library as jnr-ffi binds them: each returns -1 and sets errno unless it says otherwise. Strings are
 * NUL-terminated bytes. Public only because the generated class is in another package; use {@link Native}.
 */
public interface Libc {
    @Variadic(fixedCount = 2)
    int open(@In byte[] path, int flags, int mode);

    int close(int fd);

    long read(int fd, @Out ByteBuffer into, long count);

    long write(int fd, @In ByteBuffer from, long count);

    long pwrite(int fd, @In ByteBuffer from, long count, long offset);

    long splice(int from, @In ByteBuffer fromOffset, int to, ByteBuffer toOffset, long count, int flags);

    int pipe2(@Out int[] ends, int flags);

    @Variadic(fixedCount = 2)
    int fcntl(int fd, int command, long argument);

    @Variadic(fixedCount = 2)
    int ioctl(int fd, long request, ByteBuffer argument);

    int poll(ByteBuffer descriptors, long count, int timeoutMillis);

    int mkfifo(@In byte[] path, int mode);

    int memfd_create(@In byte[] name, int flags);

    int statx(int directory, @In byte[] path, int flags, int mask, @Out ByteBuffer result);

    int fstatfs(int fd, @Out ByteBuffer result);

    int eventfd(int value, int flags);

    int epoll_create1(int flags);

    int epoll_ctl(int epoll, int operation, int fd, @In ByteBuffer event);

    int epoll_wait(int epoll, @Out ByteBuffer events, int count, int timeoutMillis);

    int waitid(int idType, int id, @Out ByteBuffer info, int options);

    @Variadic(fixedCount = 1)
    int prctl(int option, long a, long b, long c, long d);

    /** Handlers: 0 is the default action, 1 ignores. Returns the handler before. */
    long signal(int signal, long handler);

    int mount(@In byte[] source, @In byte[] target, @In byte[] type, long flags, @In byte[] data);

    int umount2(@In byte[] target, int flags);

    int unshare(int flags);

    int setns(int namespace, int type);

    @Variadic(fixedCount = 1)
    long syscall(long number, long a, long b, long c, long d);

    @Variadic(fixedCount = 1)
    long syscall(long number, long a, @In byte[] b, @In ByteBuffer c, long d);

    /** Returns errno, as do all of posix_spawn's family. */
    int posix_spawn(
            @Out int[] pid, @In byte[] path, Pointer actions, Pointer attributes, Pointer argv, Pointer environment);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

    int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_destroy(Pointer actions);

    int posix_spawn_file_actions_adddup2(Pointer actions, int fd, int target);

    int posix_spawn_file_actions_addchdir_np(Pointer actions, @In byte[] path);

    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);
}
