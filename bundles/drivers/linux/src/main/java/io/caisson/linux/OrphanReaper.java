package io.caisson.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Reaps zombies that were given to us and takes none from whoever waits for it.
 *
 * <p>Children of {@link Spawner} are known by pid. Those of {@code java.lang.Process} are in our session, as everything
 * that we spawn, and so every orphan of it, is not; the JDK has a thread that waits for each of them, so a zombie of our
 * session that is still there after some patience is nobody's either.
 */
final class OrphanReaper {
    private static final long BIRTHS_PATIENCE_MILLIS = 100;

    private final Native linux;
    private final Libc libc;
    private final Children children;
    private final Duration patience;
    /** Zombies of our session by pid, and since when we know them; guarded by this. */
    private final Map<Long, Sighting> sightings = new HashMap<>();

    private record Sighting(long startTicks, long nanoTime) {}

    /** @param patience how long a zombie of our session must have been seen before it is taken for forgotten */
    OrphanReaper(Native linux, Children children, Duration patience) {
        this.linux = linux;
        this.libc = linux.libc();
        this.children = children;
        this.patience = patience;
    }

    /** {@return how many were reaped} */
    synchronized int reap() {
        long first = firstZombie();
        if (first == 0) {
            sightings.clear();
            return 0;
        }
        Lock noBirths = children.births().writeLock();
        if (!tryLock(noBirths)) {
            return 0; // a program on a slow disk is being started; the orphans can wait for the next call
        }
        try {
            return reapAll(first);
        } finally {
            noBirths.unlock();
        }
    }

    /** Looks without reaping. {@return a zombie, which may be awaited; 0 if there is none} */
    private long firstZombie() {
        ByteBuffer info = WaitInfo.allocate();
        long result = linux.call(
                () -> libc.waitid(Constants.P_ALL, 0, info, Constants.WEXITED | Constants.WNOHANG | Constants.WNOWAIT));
        return result == 0 ? WaitInfo.pid(info) : 0;
    }

    private static boolean tryLock(Lock lock) {
        try {
            return lock.tryLock(BIRTHS_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int reapAll(long first) {
        long ownSession =
                ProcStat.read(ProcessHandle.current().pid()).orElseThrow().session();
        Set<Long> seen = new HashSet<>();
        int reaped = 0;
        Set<Long> pids = childPids();
        pids.add(first); // kernels without CONFIG_PROC_CHILDREN list nothing: then this is what there is
        for (long pid : pids) {
            Optional<ProcStat> stat = children.isAwaited(pid) ? Optional.empty() : ProcStat.read(pid);
            if (stat.isEmpty() || stat.get().state() != 'Z') {
                continue;
            }
            seen.add(pid);
            if (stat.get().session() != ownSession
                    || isForgotten(pid, stat.get().startTicks())) {
                reaped += reapOne(pid);
            }
        }
        sightings.keySet().retainAll(seen);
        return reaped;
    }

    private boolean isForgotten(long pid, long startTicks) {
        long now = System.nanoTime();
        Sighting sighting = sightings.get(pid);
        if (sighting == null || sighting.startTicks() != startTicks) {
            sightings.put(pid, new Sighting(startTicks, now));
            return false;
        }
        return now - sighting.nanoTime() >= patience.toNanos();
    }

    private int reapOne(long pid) {
        ByteBuffer info = WaitInfo.allocate();
        long result =
                linux.call(() -> libc.waitid(Constants.P_PID, (int) pid, info, Constants.WEXITED | Constants.WNOHANG));
        return result == 0 && WaitInfo.pid(info) == pid ? 1 : 0;
    }

    /** Children belong to threads; waitid(P_ALL) would show only the first zombie, which may be an awaited one. */
    private static Set<Long> childPids() {
        Set<Long> pids = new HashSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                pids.addAll(childrenOf(thread));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pids;
    }

    private static Set<Long> childrenOf(Path thread) {
        Set<Long> pids = new HashSet<>();
        try {
            for (String pid : Files.readString(thread.resolve("children")).split(" ")) {
                if (!pid.isBlank()) {
                    pids.add(Long.parseLong(pid));
                }
            }
        } catch (IOException e) {
            return Set.of(); // the thread has ended, and its children moved to another thread
        }
        return pids;
    }
}
