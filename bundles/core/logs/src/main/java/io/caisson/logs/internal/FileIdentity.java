package io.caisson.logs.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An open file that is known by device and inode, whatever its name is by now.
 *
 * @param channel open
 * @param key device and inode
 */
record FileIdentity(FileChannel channel, Object key) {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int ATTEMPTS = 10;

    /** Opens a regular file; a link is refused. Other hands may move files meanwhile. */
    static FileIdentity open(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<BasicFileAttributes> before = attributes(file);
            if (before.isPresent() && !before.get().isRegularFile()) {
                throw new IOException(file + " is no regular file");
            }
            FileChannel channel = FileChannel.open(file, all, PRIVATE);
            Optional<BasicFileAttributes> after = attributes(file);
            if (after.isPresent()
                    && before.filter(old -> !isSame(old, after.get())).isEmpty()) {
                return new FileIdentity(channel, after.get().fileKey());
            }
            channel.close();
        }
        throw new IOException(file + " is replaced again and again");
    }

    private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
        return one.fileKey().equals(other.fileKey());
    }

    /** {@return what stands at a path, links not followed; empty if nothing} */
    static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
