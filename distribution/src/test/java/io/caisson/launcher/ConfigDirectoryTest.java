package io.caisson.launcher;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryTest {
    @TempDir
    private Path temp;

    private Path file;

    @BeforeEach
    void makeOneFile() throws Exception {
        file = Files.writeString(temp.resolve("io.caisson.x.cfg"), "a = b\n");
        mode(temp, "rwxr-xr-x");
        mode(file, "rw-r--r--");
    }

    private static void mode(Path path, String mode) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void filesThatOnlyTheOwnerWritesAreAccepted() {
        assertDoesNotThrow(() -> ConfigDirectory.check(temp));
    }

    @Test
    void aFileOthersCanWriteIsNamedAndRefused() throws Exception {
        mode(file, "rw-rw-r--");

        LaunchException refused = assertThrows(LaunchException.class, () -> ConfigDirectory.check(temp));
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }

    @Test
    void aDirectoryOthersCanWriteIsRefused() throws Exception {
        mode(temp, "rwxr-xrwx");

        assertThrows(LaunchException.class, () -> ConfigDirectory.check(temp));
    }

    @Test
    void aMissingDirectoryIsRefused() {
        assertThrows(LaunchException.class, () -> ConfigDirectory.check(temp.resolve("nowhere")));
    }
}
