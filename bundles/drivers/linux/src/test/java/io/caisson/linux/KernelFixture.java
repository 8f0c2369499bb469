package io.caisson.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.kernel.ChildWait;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.SpawnRequest;
import io.caisson.api.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The kernel under test, and short words for what the tests do with it. One per JVM: its children are the JVM's. */
final class KernelFixture {
    static final LinuxKernel KERNEL = new LinuxKernel();
    static final Path ROOT = Path.of("/");
    static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_NONBLOCK = 0x800;

    private KernelFixture() {}

    static Deadline within(int seconds) {
        return Deadline.after(Duration.ofSeconds(seconds));
    }

    /** Tests of mounts and foreign processes mean nothing without root. */
    static void requireRoot() {
        assertEquals(0, rootUid(), "this test must run as root");
    }

    private static int rootUid() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fd devNull() {
        return KERNEL.open(Path.of("/dev/null"), O_RDWR, 0);
    }

    static Fd shell(String script) {
        try (Fd nothing = devNull()) {
            return shell(script, nothing, nothing, nothing);
        }
    }

    static Fd shell(String script, Fd... descriptors) {
        return KERNEL.spawn(
                new SpawnRequest("/bin/sh", List.of("sh", "-c", script), ENVIRONMENT, ROOT, List.of(descriptors)));
    }

    /** Waits for a child of ours and closes its pidfd. {@return the wait status} */
    static int finish(Fd pidfd) {
        try (pidfd) {
            assertTrue(KERNEL.awaitReadable(pidfd, within(30)), "the child did not end");
            ChildWait wait = KERNEL.waitChild(pidfd);
            assertTrue(wait instanceof ChildWait.Ended, wait.toString());
            return ((ChildWait.Ended) wait).waitStatus();
        }
    }

    /** Runs a script that must succeed. {@return what it wrote} */
    static String output(Path directory, String script) throws IOException {
        Path file = Files.createTempFile(directory, "output", ".txt");
        try (Fd nothing = devNull();
                Fd out = KERNEL.open(file, O_WRONLY, 0)) {
            assertEquals(0, finish(shell(script, nothing, out, out)), "status of " + script);
        }
        return Files.readString(file);
    }

    /** A FIFO that is open at both ends, as the streams of containers are. */
    static Fd fifo(Path path) {
        KERNEL.makeFifo(path, 0600);
        return KERNEL.open(path, O_RDWR | O_NONBLOCK, 0);
    }

    static int write(Fd fd, String text) {
        return KERNEL.write(fd, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return everything until the end of the file, or until it would block} */
    static String readAll(Fd fd) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (KERNEL.read(fd, buffer.clear()) > 0) {
            all.write(buffer.array(), 0, buffer.position());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** {@return what the JVM's descriptors lead to; files it opens lazily are its own affair} */
    static List<String> openDescriptors() throws IOException {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                if (Files.isSymbolicLink(link)) {
                    targets.add(Files.readSymbolicLink(link).toString());
                }
            }
        }
        targets.removeIf(target -> target.endsWith(".jar") || target.endsWith("/fd") || target.contains("surefire"));
        return targets.stream().sorted().toList();
    }
}
