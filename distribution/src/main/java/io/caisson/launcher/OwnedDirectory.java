package io.caisson.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A directory that belongs to this server alone until the process ends, proven by a lock on its file {@code .lock}. The
 * file holds the server's {@link ServerProcess}, for people and for {@link JmxUrl}.
 */
final class OwnedDirectory {
    static final String LOCK = ".lock";

    /** Held until the process ends, whatever happens to the objects: a collected channel gives its lock back. */
    private static final Queue<FileLock> HELD = new ConcurrentLinkedQueue<>();

    private final Path path;

    private OwnedDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes the directory if need be, gives it its mode and takes its lock.
     *
     * @param option how the operator names it, for messages
     * @param mode as {@code ls} writes it: {@code rwx------}
     */
    static OwnedDirectory take(String option, Path path, String mode) throws LaunchException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        try {
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(path.getParent());
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(permissions));
            }
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new LaunchException(option + " " + path + " is not a directory.");
            }
            if (!ownerOf(path).equals(ownerOf(Path.of("/proc/self")))) {
                throw new LaunchException(option + " " + path + " belongs to another user.");
            }
            Files.setPosixFilePermissions(path, permissions);
            lock(option, path);
            return new OwnedDirectory(path);
        } catch (IOException e) {
            throw new LaunchException(option + " " + path + " cannot be used with mode " + mode + ": " + e + ".", e);
        }
    }

    private static Object ownerOf(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid");
    }

    private static void lock(String option, Path path) throws IOException, LaunchException {
        Path file = path.resolve(LOCK);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            if (lock != null) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(ServerProcess.self().format().getBytes(StandardCharsets.US_ASCII)));
                HELD.add(lock);
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw new LaunchException(option + " " + path + " is named twice on this command line.", e);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        String holder = ServerProcess.read(file)
                .map(server -> ", process " + server.pid() + ",")
                .orElse("");
        throw new LaunchException("another server" + holder + " runs with " + option + " " + path + ".");
    }

    Path path() {
        return path;
    }

    /** {@return a directory inside, 0700, empty: what an earlier server left in it is removed} */
    Path emptyDirectory(String name) throws LaunchException {
        Path directory = path.resolve(name);
        try {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                deleteTree(directory);
            }
            return Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new LaunchException("directory " + directory + " cannot be emptied: " + e + ".", e);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
