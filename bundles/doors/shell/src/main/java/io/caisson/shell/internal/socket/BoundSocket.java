package io.caisson.shell.internal.socket;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;

/**
 * A listening Unix socket at a path, 0600. It is made in a directory that only we may enter, and moved into place: at no
 * moment can anybody else connect. The file goes with {@link #close}, if it is still ours.
 */
final class BoundSocket implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final String WORKSHOP = ".shell";

    private final ServerSocketChannel channel;
    private final Path path;
    private final Object fileKey;

    private BoundSocket(ServerSocketChannel channel, Path path, Object fileKey) {
        this.channel = channel;
        this.path = path;
        this.fileKey = fileKey;
    }

    /**
     * Binds. A socket there that refuses connections is what a dead server left, and is replaced.
     *
     * @param path absolute, in a directory of the server's
     * @throws CaissonException ALREADY_EXISTS {@code socket.in-use} when a server answers there or it is no socket;
     *     INTERNAL {@code socket.bind-failed}
     */
    static BoundSocket bind(Path path) {
        Path workshop = path.resolveSibling(WORKSHOP);
        Path made = workshop.resolve("s");
        ServerSocketChannel channel = null;
        try {
            requireFree(path);
            clear(workshop, made);
            Files.createDirectory(
                    workshop, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(made), BACKLOG);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(workshop);
            return new BoundSocket(channel, path, fileKey(path));
        } catch (IOException e) {
            CaissonException failure = new CaissonException(
                    ErrorCode.INTERNAL,
                    "socket.bind-failed",
                    "socket " + path + " cannot be opened: " + e,
                    Map.of("path", path.toString()),
                    e);
            closeAfter(channel, failure);
            throw failure;
        }
    }

    private static void requireFree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean isOther = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
        if (!isOther) {
            throw inUse(path, "it is no socket; remove it first");
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            throw inUse(path, "another server answers there");
        } catch (ConnectException e) {
            if (!String.valueOf(e.getMessage()).contains("refused")) {
                throw e;
            }
        }
    }

    private static CaissonException inUse(Path path, String why) {
        return new CaissonException(
                ErrorCode.ALREADY_EXISTS,
                "socket.in-use",
                "socket " + path + " cannot be opened: " + why,
                Map.of("path", path.toString()));
    }

    /** Removes what a server left that was killed while it bound. The state directory is ours alone. */
    private static void clear(Path workshop, Path made) throws IOException {
        if (Files.isDirectory(workshop, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(made);
        }
        Files.deleteIfExists(workshop);
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static void closeAfter(ServerSocketChannel channel, CaissonException failure) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** {@return the next connection; throws when this was closed} */
    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(fileKey(path), fileKey)) {
            Files.deleteIfExists(path);
        }
        channel.close();
    }
}
