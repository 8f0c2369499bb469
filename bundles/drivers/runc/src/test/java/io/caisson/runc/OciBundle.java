package io.caisson.runc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An OCI bundle of busybox for a test, with a cgroup path of its own. */
final class OciBundle {
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Path directory;
    private final String cgroupsPath;

    private OciBundle(Path directory) {
        this.directory = directory;
        this.cgroupsPath = "/caisson-runc-test-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
    }

    /** {@return a new one whose init runs {@code args}} */
    static OciBundle make(Path directory, String... args) throws IOException {
        if (!Files.isExecutable(BUSYBOX)) {
            throw new IllegalStateException("these tests need " + BUSYBOX + " (Debian: busybox-static)");
        }
        OciBundle made = new OciBundle(Files.createDirectory(directory));
        Path bin = Files.createDirectories(directory.resolve("rootfs/bin"));
        for (String empty : List.of("dev", "proc", "sys")) {
            Files.createDirectory(directory.resolve("rootfs").resolve(empty));
        }
        Files.copy(BUSYBOX, bin.resolve("busybox"));
        for (String applet : List.of("sh", "sleep", "true")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        made.write("", args);
        return made;
    }

    /** Writes the config.json again with hooks, as {@code "hooks":{...},}. */
    void write(String hooks, String... args) throws IOException {
        Files.writeString(directory.resolve("config.json"), """
                {"ociVersion":"1.0.0","process":%s,"root":{"path":"rootfs"},%s
                "mounts":[{"destination":"/proc","type":"proc","source":"proc"}],
                "linux":{"cgroupsPath":"%s","namespaces":
                [{"type":"pid"},{"type":"mount"},{"type":"ipc"},{"type":"uts"}]}}
                """.formatted(process(args), hooks, cgroupsPath));
    }

    /** {@return an OCI process object} */
    static String process(String... args) {
        String quoted = String.join("\",\"", args).replace("\n", "\\n");
        return "{\"user\":{\"uid\":0,\"gid\":0},\"args\":[\"" + quoted + "\"],\"env\":[\"PATH=/bin\"],\"cwd\":\"/\"}";
    }

    Path directory() {
        return directory;
    }

    Path rootfs() {
        return directory.resolve("rootfs");
    }

    /** {@return the container's directory in every hierarchy that has one} */
    List<Path> cgroups() {
        Path mounts = Path.of("/sys/fs/cgroup");
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(mounts, Files::isDirectory)) {
            hierarchies.forEach(hierarchy -> found.add(hierarchy.resolve(cgroupsPath.substring(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.add(mounts.resolve(cgroupsPath.substring(1)));
        found.removeIf(Files::notExists);
        return found;
    }
}
