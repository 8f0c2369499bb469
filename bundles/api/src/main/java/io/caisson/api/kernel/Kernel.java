package io.caisson.api.kernel;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * System calls. Errors are {@link io.caisson.api.error.CaissonException} with the call, the object and errno's name in
 * the message: NOT_FOUND ({@code process.gone} for ESRCH, {@code file.missing} for ENOENT), ALREADY_EXISTS
 * {@code file.exists}, PERMISSION_DENIED {@code kernel.denied}, RESOURCE_EXHAUSTED {@code kernel.exhausted} (EMFILE,
 * ENFILE, ENOMEM, ENOSPC, EAGAIN of fork), INVALID_ARGUMENT {@code kernel.invalid}, UNIMPLEMENTED
 * {@code kernel.unsupported} (ENOSYS), else INTERNAL {@code kernel.failed}; {@code details} has {@code errno}. EINTR is
 * never seen. Safe for many threads.
 */
@ProviderType
public interface Kernel {
    // Processes

    /** pidfd_open(2). */
    Fd pidfdOpen(long pid);

    /** pidfd_send_signal(2). */
    void pidfdSendSignal(Fd pidfd, int signal);

    /** pidfd_getfd(2). */
    Fd pidfdGetFd(Fd pidfd, int number);

    /** {@return the inode of a pidfd; empty before Linux 6.9, where all have the same} */
    OptionalLong pidfdInode(Fd pidfd);

    /**
     * {@return the wait status by PIDFD_GET_INFO; empty while nobody has reaped the process, and before Linux 6.15}
     * The pidfd must have been opened before the death.
     */
    OptionalInt pidfdExitStatus(Fd pidfd);

    /**
     * {@return the wait status of a zombie that nobody has reaped yet, from field 52 of {@code /proc/PID/stat} (proc(5));
     * empty while it lives, once it was reaped, and where this process may not read it}
     */
    OptionalInt zombieStatus(Fd pidfd);

    /** {@return whether the process of a pidfd has ended (a zombie has)} Does not block. */
    boolean pidfdEnded(Fd pidfd);

    /** waitid(2) on a pidfd, without blocking; reaps. */
    ChildWait waitChild(Fd pidfd);

    /** {@return who has that pid now; empty if nobody} A zombie counts. */
    Optional<ProcessIdentity> identify(long pid);

    /** Makes this process the parent of orphaned descendants (PR_SET_CHILD_SUBREAPER). */
    void becomeSubreaper();

    /** Reaps children that nobody waits for by a pidfd of {@link #spawn}: orphans given to us. {@return how many} */
    int reapOrphans();

    /** Starts a process, a child of ours; the caller must wait for it with {@link #waitChild}. {@return its pidfd} */
    Fd spawn(SpawnRequest request);

    /** {@return the pid of a pidfd of ours} */
    long pidOf(Fd pidfd);

    /**
     * Runs a short command and waits for it; kills its process group at the deadline.
     *
     * @throws io.caisson.api.error.CaissonException DEADLINE_EXCEEDED {@code command.timeout}; NOT_FOUND, PERMISSION_DENIED
     *     or INVALID_ARGUMENT when the program cannot be executed
     */
    CommandResult run(Command command, Deadline deadline);

    // Files

    /** open(2) with O_CLOEXEC added. */
    Fd open(Path path, int flags, int mode);

    /** openat2(2) with RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS, O_CLOEXEC added: no link anywhere in the path. */
    Fd openNoSymlinks(Path path, int flags);

    /** mkfifo(3). */
    void makeFifo(Path path, int mode);

    /** A memfd with that content, sealed against every change; the offset is 0. */
    Fd sealedMemfd(String name, byte[] content);

    /** {@return bytes read; 0 at end of file; -1 when it would block} Does not block on a descriptor with O_NONBLOCK. */
    int read(Fd fd, ByteBuffer into);

    /** {@return bytes written; -1 when it would block} */
    int write(Fd fd, ByteBuffer from);

    /**
     * splice(2): moves bytes from a pipe into a regular file. A kill of this process cannot lose or double any of them.
     *
     * @param offset in the file
     * @param most at most so many bytes
     * @return bytes moved; 0 when nobody can write to the pipe any more; -1 when it is empty
     */
    int splice(Fd pipe, Fd file, long offset, int most);

    /** Waits until a descriptor can be written. {@return false at the deadline} */
    boolean awaitWritable(Fd fd, Deadline deadline);

    /** Waits until a descriptor can be read. {@return false at the deadline} */
    boolean awaitReadable(Fd fd, Deadline deadline);

    /** dup(2) with close-on-exec. */
    Fd duplicate(Fd fd);

    /** Sets or clears O_NONBLOCK of the open file. */
    void setNonBlocking(Fd fd, boolean nonBlocking);

    /** F_SETPIPE_SZ; a refusal is no error. */
    void setPipeSize(Fd fd, int bytes);

    /** TIOCSWINSZ. */
    void setWindowSize(Fd terminal, int rows, int columns);

    // Mounts and Linux namespaces

    /** mount(2); source, type and data may be null. */
    void mount(String source, Path target, String type, long flags, String data);

    /** umount2(2). */
    void unmount(Path target, int flags);

    /** unshare(2), of the calling thread. */
    void unshare(int flags);

    /** setns(2), of the calling thread. */
    void setns(Fd namespace, int type);

    /** {@return a new poller with its own threads; close it} */
    Poller newPoller(String name, int threads);
}
