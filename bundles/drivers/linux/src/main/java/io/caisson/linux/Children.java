package io.caisson.linux;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Which pids are children that we spawned and that somebody will wait for. A pid is counted, not just held: the kernel
 * may give it to a new child before the waiter of the old one has struck it off.
 */
final class Children {
    private final ConcurrentMap<Long, Integer> awaited = new ConcurrentHashMap<>();

    /** Shared by spawns, exclusive for the reaping of orphans: a child being born is in no list yet. */
    private final ReadWriteLock births = new ReentrantReadWriteLock();

    ReadWriteLock births() {
        return births;
    }

    void born(long pid) {
        awaited.merge(pid, 1, Integer::sum);
    }

    void reaped(long pid) {
        awaited.computeIfPresent(pid, (key, count) -> count == 1 ? null : count - 1);
    }

    boolean isAwaited(long pid) {
        return awaited.containsKey(pid);
    }
}
