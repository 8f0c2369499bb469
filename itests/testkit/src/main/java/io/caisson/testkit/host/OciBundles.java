package io.caisson.testkit.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes OCI bundles from programs of the host, so that no image and no network is needed. Directories and programs are
 * readable by all, whatever the umask, since containers may run as somebody else.
 */
public final class OciBundles {
    private static final Set<String> MOUNT_POINTS = Set.of("proc", "dev", "sys", "tmp", "etc", "run", "var", "root");
    private static final Pattern LDD_PATH = Pattern.compile("(?:=>\\s+|^\\s+)(/\\S+)\\s+\\(0x", Pattern.MULTILINE);

    private OciBundles() {}

    /**
     * Makes an OCI bundle whose root is a busybox with all its applets in {@code /bin}.
     *
     * @param directory made if need be
     * @param config written as it is to {@code config.json}
     * @return the directory
     */
    public static Path busybox(Path directory, String config) {
        Path busybox = TestHost.program("busybox", "busybox-static");
        if (!libraries(busybox).isEmpty()) {
            throw new IllegalStateException("busybox is not a static one: apt-get install busybox-static.");
        }
        try {
            Path bin = makeRoot(directory, config).resolve("bin");
            makeDirectories(bin);
            copyProgram(busybox, bin.resolve("busybox"));
            for (String applet : output(busybox.toString(), "--list").lines().toList()) {
                if (!applet.equals("busybox")) {
                    Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an OCI bundle with the host's {@code redis-server} and the libraries it is linked to. As {@link #busybox}. */
    public static Path redis(Path directory, String config) {
        Path redis = TestHost.program("redis-server", "redis-server");
        try {
            Path root = makeRoot(directory, config);
            makeDirectories(root.resolve("usr/bin"));
            copyProgram(redis, root.resolve("usr/bin/redis-server"));
            for (Path library : libraries(redis)) {
                Path copy = root.resolve(Path.of("/").relativize(library));
                makeDirectories(copy.getParent());
                copyProgram(library, copy);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the config.json of 2016 (ociVersion 0.4.0) that must run byte for byte} */
    public static String seedConfig() {
        return new String(resource("seed/config.json").orElseThrow(), StandardCharsets.UTF_8);
    }

    /**
     * Makes a {@link #busybox} OCI bundle with the test document of one version of the runtime specification. Its program
     * reports what was done for it on standard output, line by line up to {@code done}, and then sleeps.
     */
    public static Path ofSpecVersion(Path directory, String version) {
        String at = "spec/" + version + '/';
        byte[] config = resource(at + "config.json")
                .orElseThrow(() -> new IllegalArgumentException("no document of version " + version));
        busybox(directory, new String(config, StandardCharsets.UTF_8));
        resource(at + "runtime.json").ifPresent(bytes -> {
            try {
                Files.write(directory.resolve("runtime.json"), bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return directory;
    }

    private static Optional<byte[]> resource(String name) {
        try (InputStream stream = OciBundles.class.getResourceAsStream("/io/caisson/testkit/" + name)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a config.json of ociVersion 1.0.2 with namespaces of its own, no terminal, for {@link #busybox}} */
    public static String config(String... args) {
        return config(false, args);
    }

    /** {@return the same, with or without a terminal} */
    public static String config(boolean terminal, String... args) {
        String json = List.of(args).stream()
                .map(arg ->
                        '"' + arg.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"')
                .collect(Collectors.joining(", "));
        return """
                {
                  "ociVersion": "1.0.2",
                  "process": {
                    "terminal": %s,
                    "user": { "uid": 0, "gid": 0 },
                    "args": [%s],
                    "env": ["PATH=/bin:/usr/bin", "TERM=xterm"],
                    "cwd": "/",
                    "noNewPrivileges": true
                  },
                  "root": { "path": "rootfs", "readonly": true },
                  "hostname": "caisson",
                  "mounts": [
                    { "destination": "/proc", "type": "proc", "source": "proc" },
                    { "destination": "/dev", "type": "tmpfs", "source": "tmpfs",
                      "options": ["nosuid", "strictatime", "mode=755", "size=65536k"] },
                    { "destination": "/dev/pts", "type": "devpts", "source": "devpts",
                      "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
                    { "destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev"] }
                  ],
                  "linux": {
                    "namespaces": [
                      { "type": "pid" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" }, { "type": "network" }
                    ]
                  }
                }
                """.formatted(terminal, json);
    }

    private static Path makeRoot(Path directory, String config) throws IOException {
        makeDirectories(directory);
        Files.writeString(directory.resolve("config.json"), config);
        Path root = directory.resolve("rootfs");
        for (String name : MOUNT_POINTS) {
            makeDirectories(root.resolve(name));
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
        return root;
    }

    private static void makeDirectories(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            makeDirectories(directory.getParent());
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void copyProgram(Path from, Path to) throws IOException {
        Files.copy(from, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Set<Path> libraries(Path program) {
        Set<Path> libraries = new TreeSet<>();
        Matcher matcher = LDD_PATH.matcher(output("ldd", program.toString()));
        while (matcher.find()) {
            libraries.add(Path.of(matcher.group(1)));
        }
        return libraries;
    }

    private static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
