package io.caisson.events.internal;

import io.caisson.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The host's disk, but for what a test wants of it: told of each operation before it is done, which may fail instead; and
 * logged, so that a power cut can be thought of afterwards. Syncs are not done, since no test here cuts the power.
 */
final class TestDisk implements Disk {
    /** What happens instead of an operation. */
    @FunctionalInterface
    interface Before {
        void operation(String verb, Path file) throws IOException;
    }

    private final Disk host = new HostDisk();
    final SimulatedDisk log = new SimulatedDisk();
    private final boolean logging;
    Before before = (verb, file) -> {};
    Runnable after = () -> {};
    int shortWrites = Integer.MAX_VALUE; // most bytes that a write takes

    TestDisk() {
        this(true);
    }

    /** @param logging false for what writes too much to be remembered */
    TestDisk(boolean logging) {
        this.logging = logging;
    }

    /** Lets every operation of a kind fail. */
    void fail(String verb, String message) {
        before = (each, file) -> {
            if (each.equals(verb)) {
                throw new IOException(message);
            }
        };
    }

    void heal() {
        before = (verb, file) -> {};
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    @Override
    public Output create(Path file) throws IOException {
        before.operation("create", file);
        Output out = new TestOutput(file, host.create(file), log.create(name(file)));
        after.run();
        return out;
    }

    @Override
    public Output open(Path file) throws IOException {
        before.operation("open", file);
        return new TestOutput(file, host.open(file), log.open(name(file)));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        before.operation("rename", from);
        host.rename(from, to);
        log.rename(name(from), name(to));
        after.run();
    }

    @Override
    public void delete(Path file) throws IOException {
        before.operation("delete", file);
        host.delete(file);
        log.delete(name(file));
        after.run();
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        before.operation("syncDirectory", directory);
        log.syncDirectory("");
        after.run();
    }

    private final class TestOutput implements Output {
        private final Path file;
        private final Output host;
        private final int handle;

        TestOutput(Path file, Output host, int handle) {
            this.file = file;
            this.host = host;
            this.handle = handle;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            before.operation("write", file);
            byte[] content = new byte[Math.min(shortWrites, bytes.remaining())];
            bytes.get(content);
            host.write(ByteBuffer.wrap(content), position);
            if (logging) {
                log.write(handle, position, content);
            }
            after.run();
            return content.length;
        }

        @Override
        public void sync() throws IOException {
            before.operation("sync", file);
            log.sync(handle);
            after.run();
        }

        @Override
        public void truncate(long size) throws IOException {
            before.operation("truncate", file);
            host.truncate(size);
            log.truncate(handle, size);
            after.run();
        }

        @Override
        public long size() throws IOException {
            return host.size();
        }

        @Override
        public boolean isOpen() {
            return host.isOpen();
        }

        @Override
        public void close() throws IOException {
            host.close();
        }
    }
}
