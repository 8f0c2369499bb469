package io.caisson.shims.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows the shim that a server lives and reads its streams. The lock is the process's, so it goes with the server; and it
 * goes when any channel of this file is closed in this process, so the file is never opened while it is held here.
 */
final class ServerLock implements AutoCloseable {
    /** Of this process, as the locks are. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ServerLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** {@return the lock; empty while the shim, another server or another hold of this one has it} */
    static Optional<ServerLock> tryTake(Path file) {
        Path key = file.toAbsolutePath().normalize();
        if (!HELD.add(key)) {
            return Optional.empty();
        }
        Optional<FileChannel> locked = Optional.empty();
        try {
            locked = open(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (locked.isEmpty()) {
                HELD.remove(key);
            }
        }
        return locked.map(channel -> new ServerLock(key, channel));
    }

    private static Optional<FileChannel> open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(channel);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}
