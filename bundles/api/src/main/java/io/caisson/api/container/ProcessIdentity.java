package io.caisson.api.container;

import java.util.OptionalLong;

/**
 * Which process is meant, beyond its number, which the kernel uses again. Valid within one boot.
 *
 * @param pid the number in the server's pid namespace
 * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks since boot (proc(5))
 * @param pidfdInode inode of the pidfd, unique per boot; empty before Linux 6.9
 */
public record ProcessIdentity(long pid, long startTicks, OptionalLong pidfdInode) {
    /** {@return whether both mean the same process; compares inodes when both have one} */
    public boolean isSameProcess(ProcessIdentity other) {
        if (pid != other.pid || startTicks != other.startTicks) {
            return false;
        }
        return pidfdInode.isEmpty() || other.pidfdInode.isEmpty() || pidfdInode.equals(other.pidfdInode);
    }
}
