package io.caisson.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who can write the configuration is root by way of it, so it must be in the server's or root's hands alone. */
final class ConfigDirectory {
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private ConfigDirectory() {}

    static void check(Path directory) throws LaunchException {
        try {
            if (!Files.isDirectory(directory)) {
                throw new LaunchException("--config " + directory + " is not a directory.");
            }
            int user = uid(Path.of("/proc/self"));
            for (Path path : withFiles(directory)) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
                if (mode.stream().anyMatch(OTHERS_WRITE::contains)) {
                    throw new LaunchException("configuration " + path + " can be written by others than its owner ("
                            + PosixFilePermissions.toString(mode) + "): chmod go-w it.");
                }
                int owner = uid(path);
                if (owner != 0 && owner != user) {
                    throw new LaunchException("configuration " + path + " belongs to user " + owner
                            + ", not to root or the server's user " + user + ".");
                }
            }
        } catch (IOException e) {
            throw new LaunchException("--config " + directory + " cannot be read: " + e + ".", e);
        }
    }

    private static List<Path> withFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Stream.concat(Stream.of(directory), files.sorted()).collect(Collectors.toList());
        }
    }

    private static int uid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }
}
