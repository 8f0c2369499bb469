package io.caisson.linux;

import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.kernel.Poller;
import io.caisson.api.kernel.SpawnRequest;
import io.caisson.api.time.Deadline;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@link Kernel} of this host; what each call does is in the class it is handed to. Safe for many threads. */
@Component(service = Kernel.class)
public final class LinuxKernel implements Kernel {
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(2);

    private final Native linux;
    private final FileCalls files;
    private final ProcessCalls processes;
    private final Spawner spawner;
    private final OrphanReaper orphans;
    private final CommandRunner commands;
    private final MountCalls mounts;

    /**
     * Loads the native library.
     *
     * @throws UnsatisfiedLinkError when there is none for this machine, or it cannot be unpacked
     */
    @Activate
    public LinuxKernel() {
        linux = new Native();
        files = new FileCalls(linux);
        Children children = new Children();
        processes = new ProcessCalls(linux, files, children);
        spawner = new Spawner(linux, files, children, processes);
        orphans = new OrphanReaper(linux, children, ORPHAN_PATIENCE);
        commands = new CommandRunner(files, processes, spawner);
        mounts = new MountCalls(linux);
    }

    @Override
    public Fd pidfdOpen(long pid) {
        return processes.pidfdOpen(pid);
    }

    @Override
    public void pidfdSendSignal(Fd pidfd, int signal) {
        processes.pidfdSendSignal(pidfd, signal);
    }

    @Override
    public Fd pidfdGetFd(Fd pidfd, int number) {
        return processes.pidfdGetFd(pidfd, number);
    }

    @Override
    public OptionalLong pidfdInode(Fd pidfd) {
        return processes.pidfdInode(pidfd);
    }

    @Override
    public OptionalInt pidfdExitStatus(Fd pidfd) {
        return processes.pidfdExitStatus(pidfd);
    }

    @Override
    public OptionalInt zombieStatus(Fd pidfd) {
        return processes.zombieStatus(pidfd);
    }

    @Override
    public boolean pidfdEnded(Fd pidfd) {
        return processes.pidfdEnded(pidfd);
    }

    @Override
    public ChildWait waitChild(Fd pidfd) {
        return processes.waitChild(pidfd);
    }

    @Override
    public Optional<ProcessIdentity> identify(long pid) {
        return processes.identify(pid);
    }

    @Override
    public void becomeSubreaper() {
        processes.becomeSubreaper();
    }

    @Override
    public int reapOrphans() {
        return orphans.reap();
    }

    @Override
    public Fd spawn(SpawnRequest request) {
        return spawner.spawn(request).pidfd();
    }

    @Override
    public long pidOf(Fd pidfd) {
        return processes.pidOf(pidfd);
    }

    @Override
    public CommandResult run(Command command, Deadline deadline) {
        return commands.run(command, deadline);
    }

    @Override
    public Fd open(Path path, int flags, int mode) {
        return files.open(path, flags, mode);
    }

    @Override
    public Fd openNoSymlinks(Path path, int flags) {
        return files.openNoSymlinks(path, flags);
    }

    @Override
    public void makeFifo(Path path, int mode) {
        files.makeFifo(path, mode);
    }

    @Override
    public Fd sealedMemfd(String name, byte[] content) {
        return files.sealedMemfd(name, content);
    }

    @Override
    public int read(Fd fd, ByteBuffer into) {
        return files.read(fd, into);
    }

    @Override
    public int write(Fd fd, ByteBuffer from) {
        return files.write(fd, from);
    }

    @Override
    public int splice(Fd pipe, Fd file, long offset, int most) {
        return files.splice(pipe, file, offset, most);
    }

    @Override
    public boolean awaitWritable(Fd fd, Deadline deadline) {
        return files.awaitWritable(fd, deadline);
    }

    @Override
    public boolean awaitReadable(Fd fd, Deadline deadline) {
        return files.awaitReadable(fd, deadline);
    }

    @Override
    public Fd duplicate(Fd fd) {
        return files.duplicate(fd);
    }

    @Override
    public void setNonBlocking(Fd fd, boolean nonBlocking) {
        files.setNonBlocking(fd, nonBlocking);
    }

    @Override
    public void setPipeSize(Fd fd, int bytes) {
        files.setPipeSize(fd, bytes);
    }

    @Override
    public void setWindowSize(Fd terminal, int rows, int columns) {
        files.setWindowSize(terminal, rows, columns);
    }

    @Override
    public void mount(String source, Path target, String type, long flags, String data) {
        mounts.mount(source, target, type, flags, data);
    }

    @Override
    public void unmount(Path target, int flags) {
        mounts.unmount(target, flags);
    }

    @Override
    public void unshare(int flags) {
        mounts.unshare(flags);
    }

    @Override
    public void setns(Fd namespace, int type) {
        mounts.setns(namespace, type);
    }

    @Override
    public Poller newPoller(String name, int threads) {
        return new EpollPoller(linux, name, threads);
    }
}
