package io.caisson.spec.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.spec.internal.document.JsonReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of an OCI bundle, opened once. Files are read through that descriptor (openat(2)), so that swapping the
 * directory meanwhile changes nothing; neither the directory nor a file in it may be a symbolic link, though links above
 * the directory are followed.
 */
final class OciBundleFiles implements Closeable {
    private final Path ociBundle;
    private final SecureDirectoryStream<Path> directory;

    private OciBundleFiles(Path ociBundle, SecureDirectoryStream<Path> directory) {
        this.ociBundle = ociBundle;
        this.directory = directory;
    }

    /** @throws CaissonException NOT_FOUND {@code oci-bundle.missing}, INVALID_ARGUMENT {@code oci-bundle.unusable} */
    static OciBundleFiles open(Path ociBundle) {
        Path parent = ociBundle.getParent();
        if (!ociBundle.isAbsolute() || parent == null) {
            throw unusable(ociBundle, "must be an absolute path below the root directory", null);
        }
        try (DirectoryStream<Path> above = Files.newDirectoryStream(parent)) {
            if (!(above instanceof SecureDirectoryStream<Path> secure)) {
                throw unusable(ociBundle, "is on a file system without openat", null);
            }
            return new OciBundleFiles(
                    ociBundle, secure.newDirectoryStream(ociBundle.getFileName(), LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw new CaissonException(
                    ErrorCode.NOT_FOUND,
                    "oci-bundle.missing",
                    "OCI bundle " + ociBundle + " is not there",
                    Map.of("ociBundle", ociBundle.toString()),
                    e);
        } catch (NotDirectoryException e) {
            throw unusable(ociBundle, "is not a directory", e);
        } catch (IOException e) {
            boolean isLink = Files.isSymbolicLink(ociBundle);
            boolean isOther = !isLink && Files.exists(ociBundle) && !Files.isDirectory(ociBundle);
            throw unusable(
                    ociBundle,
                    isLink
                            ? "is a symbolic link"
                            : isOther ? "is not a directory" : "cannot be opened: " + e.getMessage(),
                    e);
        }
    }

    /**
     * {@return what a file holds; nothing if it is not there}
     *
     * <p>At most one byte more than a document may have is read, however large the file is.
     *
     * @throws CaissonException INVALID_ARGUMENT {@code oci-bundle.unusable} if it is no regular file
     */
    Optional<byte[]> read(String name) {
        Path file = Path.of(name);
        try {
            // Asked before it is opened, because opening a FIFO would wait for a writer.
            boolean isRegular = directory
                    .getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isRegularFile();
            if (!isRegular) {
                throw unusable(ociBundle.resolve(name), "is not a regular file", null);
            }
            try (SeekableByteChannel channel =
                    directory.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                return Optional.of(Channels.newInputStream(channel).readNBytes(JsonReader.MOST_BYTES + 1));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(ociBundle.resolve(name), "cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            directory.close();
        } catch (IOException e) {
            throw unusable(ociBundle, "cannot be closed: " + e.getMessage(), e);
        }
    }

    private static CaissonException unusable(Path path, String why, Exception cause) {
        return new CaissonException(
                ErrorCode.INVALID_ARGUMENT,
                "oci-bundle.unusable",
                path + " " + why,
                Map.of("path", path.toString()),
                cause);
    }
}
