package io.caisson.shell.internal.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundSocketTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("caisson.sock");
    }

    @Test
    void atNoMomentIsTheSocketOpenToOthers() throws Exception {
        Set<String> seen = new TreeSet<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> watcher = CompletableFuture.runAsync(() -> {
            while (!done.isDone()) {
                seen.addAll(reachableModes());
            }
        });
        for (int i = 0; i < 300; i++) {
            BoundSocket.bind(path).close();
        }
        done.complete(null);
        watcher.get();
        assertTrue(seen.contains("rw-------"), "the watcher must have seen it: " + seen);
        assertEquals(Set.of("rw-------"), seen);
    }

    /** Modes of sockets that others can reach: those in the directory, and those in directories others may enter. */
    private Set<String> reachableModes() {
        Set<String> modes = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                PosixFileAttributes seen =
                        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String mode = PosixFilePermissions.toString(seen.permissions());
                if (seen.isDirectory()) {
                    assertEquals("rwx------", mode);
                } else {
                    modes.add(mode);
                }
            }
        } catch (IOException e) {
            return modes; // gone while looked at
        }
        return modes;
    }

    @Test
    void socketOfADeadServerIsReplaced() throws IOException {
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(path));
        dead.close();
        assertTrue(Files.exists(path));
        try (BoundSocket bound = BoundSocket.bind(path)) {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            assertTrue(bound.isOpen());
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void socketThatAnswersIsLeftAndNamed() throws IOException {
        try (BoundSocket first = BoundSocket.bind(path)) {
            CaissonException refused = assertThrows(CaissonException.class, () -> BoundSocket.bind(path));
            assertEquals("socket.in-use", refused.reason());
            assertTrue(refused.getMessage().contains(path.toString()), refused.getMessage());
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            assertTrue(first.isOpen());
        }
    }

    @Test
    void anythingElseAtThePathIsLeft() throws IOException {
        Files.writeString(path, "mine");
        assertEquals(
                "socket.in-use",
                assertThrows(CaissonException.class, () -> BoundSocket.bind(path))
                        .reason());
        assertEquals("mine", Files.readString(path));
    }

    @Test
    void whatAKilledServerLeftInTheWorkshopDoesNotHinder() throws IOException {
        Files.createDirectory(directory.resolve(".shell"));
        Files.writeString(directory.resolve(".shell/s"), "");
        BoundSocket.bind(path).close();
        assertEquals(List.of(), names());
    }

    @Test
    void closingLeavesTheSocketOfASuccessor() throws IOException {
        BoundSocket first = BoundSocket.bind(path);
        Files.delete(path);
        try (BoundSocket second = BoundSocket.bind(path)) {
            first.close();
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            assertTrue(second.isOpen());
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
