package io.caisson.supervisor.internal;

import io.caisson.api.failpoint.FailPoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are all old or all new after a crash, readable by their owner only. Holds nothing that changes. */
final class DurableFiles {
    /** Told before each change of the disk; what it throws happens instead. For tests of deaths and of full disks. */
    @FunctionalInterface
    interface Changes {
        Changes NONE = (change, file) -> {};

        void before(String change, Path file) throws IOException;
    }

    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** One or more changes that may be done again from the beginning. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    private final Changes changes;
    private final Reserve reserve;

    DurableFiles(Changes changes) {
        this(changes, Reserve.NONE);
    }

    DurableFiles(Changes changes, Reserve reserve) {
        this.changes = changes;
        this.reserve = reserve;
    }

    /** {@return what is kept for a full disk} */
    Reserve reserve() {
        return reserve;
    }

    /** Does what must be possible on a full disk too: then with room from the reserve. */
    void essential(Path where, Work work) throws IOException {
        while (true) {
            try {
                work.run();
                return;
            } catch (IOException e) {
                if (Reserve.exhausted(e, where).isEmpty() || !reserve.release()) {
                    throw e;
                }
            }
        }
    }

    /**
     * After the death of the server at any point, {@code target} holds either all of the old bytes or all of the new. After
     * a power cut it may hold neither: what this describes is gone then as well.
     */
    void replace(Path target, byte[] content) throws IOException {
        replace(target, content, false);
    }

    /** As {@link #replace}, and it outlives a power cut. */
    void replaceDurably(Path target, byte[] content) throws IOException {
        replace(target, content, true);
    }

    private void replace(Path target, byte[] content, boolean durably) throws IOException {
        Path temp = target.resolveSibling("." + target.getFileName() + ".tmp");
        Files.deleteIfExists(temp); // what a crash left
        changes.before("write", temp);
        FailPoints.hit("files.before-write");
        try (FileChannel out =
                FileChannel.open(temp, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_MODE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            if (durably) {
                out.force(true);
            }
        }
        changes.before("replace", target);
        FailPoints.hit("files.before-replace");
        Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
        if (durably) {
            syncDirectory(target.getParent());
        }
        FailPoints.hit("files.after-replace");
    }

    void createDirectory(Path directory) throws IOException {
        changes.before("make", directory);
        FailPoints.hit("files.before-make");
        Files.createDirectory(directory, DIRECTORY_MODE);
    }

    /** As {@link #createDirectory}, and it outlives a power cut. */
    void createDirectoryDurably(Path directory) throws IOException {
        createDirectory(directory);
        syncDirectory(directory.getParent());
    }

    /** Renames within one directory; for the next server, not for after a power cut. */
    void rename(Path from, Path to) throws IOException {
        changes.before("rename", from);
        FailPoints.hit("files.before-rename");
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        FailPoints.hit("files.after-rename");
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes a file or an empty directory; what is gone already is no error. */
    void remove(Path file) throws IOException {
        changes.before("remove", file);
        FailPoints.hit("files.before-remove");
        Files.deleteIfExists(file);
    }

    /** As {@link #remove}, and it does not come back after a power cut. */
    void removeDurably(Path file) throws IOException {
        remove(file);
        if (Files.exists(file.getParent())) {
            syncDirectory(file.getParent());
        }
    }

    /** Removes a directory and all below it; follows no link; what is gone already is no error. */
    void removeTree(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    remove(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                    if (e != null) {
                        throw e;
                    }
                    remove(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException gone) {
            return;
        }
    }
}
