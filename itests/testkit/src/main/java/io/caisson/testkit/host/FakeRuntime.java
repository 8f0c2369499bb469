package io.caisson.testkit.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * An OCI runtime of one shell script, for tests that need a thousand containers or a runtime that costs nothing. What it
 * makes is a real process in a real cgroup, chrooted into the OCI bundle's root directory, without Linux namespaces,
 * mounts or terminals. It passes the contract tests of runc and crun.
 */
public final class FakeRuntime {
    private FakeRuntime() {}

    /** Writes the runtime into a directory. {@return its path, for {@code --runtime}} */
    public static Path in(Path directory) {
        Path runtime = directory.resolve("fake-runtime");
        try (InputStream script = FakeRuntime.class.getResourceAsStream("/io/caisson/testkit/runtime/fake-runtime")) {
            Files.copy(script, runtime);
            Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
            return runtime;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
