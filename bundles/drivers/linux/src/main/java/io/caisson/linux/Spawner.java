package io.caisson.linux;

import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.SpawnRequest;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * posix_spawn(3) with what a child of a JVM needs: a session of its own, an empty signal mask (else SIGQUIT stays
 * blocked), default actions for every signal, and no descriptor of the JVM.
 */
final class Spawner {
    /** glibc: 336 and 80 bytes on x86-64 and aarch64; more costs nothing. */
    private static final int ATTRIBUTES_BYTES = 1024;

    private static final int ACTIONS_BYTES = 512;
    private static final int SIGNAL_SET_BYTES = 128;
    private static final String SELF_DESCRIPTORS = "/proc/self/fd/";

    private final Native linux;
    private final Libc libc;
    private final FileCalls files;
    private final Children children;
    private final ProcessCalls processes;
    /** Only read once it is made, so that all spawns share it. */
    private final Pointer attributes;

    Spawner(Native linux, FileCalls files, Children children, ProcessCalls processes) {
        this.linux = linux;
        this.libc = linux.libc();
        this.files = files;
        this.children = children;
        this.processes = processes;
        this.attributes = attributes();
    }

    private Pointer attributes() {
        Pointer result = memory(ATTRIBUTES_BYTES);
        Pointer none = memory(SIGNAL_SET_BYTES);
        Pointer all = memory(SIGNAL_SET_BYTES);
        all.setMemory(0, SIGNAL_SET_BYTES, (byte) 0xff);
        succeed("posix_spawnattr_init", libc.posix_spawnattr_init(result));
        succeed("posix_spawnattr_setsigmask", libc.posix_spawnattr_setsigmask(result, none));
        succeed("posix_spawnattr_setsigdefault", libc.posix_spawnattr_setsigdefault(result, all));
        int flags = Constants.POSIX_SPAWN_SETSID | Constants.POSIX_SPAWN_SETSIGMASK | Constants.POSIX_SPAWN_SETSIGDEF;
        succeed("posix_spawnattr_setflags", libc.posix_spawnattr_setflags(result, (short) flags));
        return result;
    }

    /** A process that was started. {@code pid} stays its own until {@code pidfd} was waited for. */
    record Spawned(long pid, Fd pidfd) {}

    Spawned spawn(SpawnRequest request) {
        byte[] program = Native.text(reachable(request.program()));
        byte[] workingDirectory = Native.text(request.workingDirectory().toString());
        Pointer argv = SpawnMemory.argv(linux.runtime(), request.argv());
        Pointer environment = SpawnMemory.environment(linux.runtime(), request.environment());
        List<Fd> moved = new ArrayList<>();
        Pointer actions = memory(ACTIONS_BYTES);
        succeed("posix_spawn_file_actions_init", libc.posix_spawn_file_actions_init(actions));
        try {
            addDescriptors(actions, request.descriptors(), moved);
            succeed("chdir action", libc.posix_spawn_file_actions_addchdir_np(actions, workingDirectory));
            int[] pid = new int[1];
            Lock birth = children.births().readLock();
            birth.lock();
            try {
                int errno = libc.posix_spawn(pid, program, actions, attributes, argv, environment);
                if (errno != 0) {
                    throw failure(request, errno);
                }
                children.born(pid[0]);
                return new Spawned(pid[0], pidfdOfNewborn(pid[0]));
            } finally {
                birth.unlock();
            }
        } finally {
            libc.posix_spawn_file_actions_destroy(actions);
            moved.forEach(Fd::close);
            // The native call sees addresses only: without this the collector may free what they point to.
            Reference.reachabilityFence(argv);
            Reference.reachabilityFence(environment);
            Reference.reachabilityFence(actions);
        }
    }

    /**
     * The child dups in order, so a source whose number is also a target could be overwritten before its turn: those are
     * moved out of the way first. dup2 clears close-on-exec; what is left above the last target is closed.
     */
    private void addDescriptors(Pointer actions, List<Fd> descriptors, List<Fd> moved) {
        int count = descriptors.size();
        for (int target = 0; target < count; target++) {
            Fd source = descriptors.get(target);
            if (source.number() < count) {
                source = files.duplicate(source, count);
                moved.add(source);
            }
            succeed("dup2 action", libc.posix_spawn_file_actions_adddup2(actions, source.number(), target));
        }
        succeed("closefrom action", libc.posix_spawn_file_actions_addclosefrom_np(actions, count));
    }

    /**
     * The child looks its program up after its descriptors were renumbered and closed. Ours stay as they are while it
     * does, so it goes through them.
     */
    private String reachable(String program) {
        return program.startsWith(SELF_DESCRIPTORS)
                ? "/proc/" + ProcessHandle.current().pid() + "/fd/" + program.substring(SELF_DESCRIPTORS.length())
                : program;
    }

    private Fd pidfdOfNewborn(int pid) {
        try {
            return processes.pidfdOpen(pid);
        } catch (RuntimeException e) {
            // Nobody could ever wait for it: it must not run on.
            processes.killGroup(pid);
            linux.call(() -> libc.waitid(Constants.P_PID, pid, WaitInfo.allocate(), Constants.WEXITED));
            children.reaped(pid);
            throw e;
        }
    }

    /** posix_spawn gives one errno for the directory and for the program. */
    private static RuntimeException failure(SpawnRequest request, int errno) {
        boolean noDirectory = !Files.isDirectory(request.workingDirectory());
        return noDirectory && (errno == Errno.ENOENT.intValue() || errno == Errno.ENOTDIR.intValue())
                ? KernelErrors.of("chdir", request.workingDirectory().toString(), errno)
                : KernelErrors.of("exec", request.program(), errno);
    }

    private Pointer memory(int bytes) {
        return Memory.allocateDirect(linux.runtime(), bytes, true);
    }

    private static void succeed(String call, int errno) {
        if (errno != 0) {
            throw KernelErrors.of(call, "for a new process", errno);
        }
    }
}
