package io.caisson.runc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.runtime.OciRuntime;
import io.caisson.linux.LinuxKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRuntimesTest {
    @TempDir
    Path directory;

    private Path first;
    private Path second;
    private PathRuntimes runtimes;

    @BeforeEach
    void makePath() throws IOException {
        first = Files.createDirectory(directory.resolve("first"));
        second = Files.createDirectory(directory.resolve("second"));
        runtimes = new PathRuntimes(new LinuxKernel(), directory, Map.of("PATH", "relative:" + first + ":" + second));
    }

    @Test
    void nameIsLookedUpInPathInOrder() throws IOException {
        executable(second.resolve("rt"));
        Files.createFile(first.resolve("rt"));
        assertEquals(second.resolve("rt"), runtimes.require("rt", List.of()).binary());
        Files.delete(first.resolve("rt"));
        executable(first.resolve("rt"));
        assertEquals(first.resolve("rt"), runtimes.require("rt", List.of()).binary());
    }

    @Test
    void missingRuntimeNamesThePlacesLookedAt() throws IOException {
        Files.createFile(first.resolve("rt"));
        CaissonException failure = assertThrows(CaissonException.class, () -> runtimes.require("rt", List.of()));
        assertEquals(ErrorCode.FAILED_PRECONDITION, failure.code());
        assertEquals("runtime.not-found", failure.reason());
        assertEquals(
                "runtime \"rt\" not found; looked at " + first + "/rt (not an executable file), " + second + "/rt",
                failure.getMessage());
    }

    @Test
    void absolutePathIsTakenAsItIs() throws IOException {
        Path binary = executable(second.resolve("rt"));
        OciRuntime runtime = runtimes.require(binary.toString(), List.of());
        assertEquals(binary, runtime.binary());
        assertEquals(binary.toString(), runtime.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "./rt", "a/b", "rt\u0000"})
    void otherNamesAreInvalid(String name) {
        CaissonException failure = assertThrows(CaissonException.class, () -> runtimes.require(name, List.of()));
        assertEquals("runtime.name-invalid", failure.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--root", "--root=/x", "-root", "--log=/x", "--log-format"})
    void argumentsThatTheServerSetsAreRefused(String argument) throws IOException {
        executable(first.resolve("rt"));
        CaissonException failure =
                assertThrows(CaissonException.class, () -> runtimes.require("rt", List.of(argument)));
        assertEquals("runtime.args-invalid", failure.reason());
        assertEquals(
                "rt", runtimes.require("rt", List.of("--log-level", "root")).name());
    }

    @Test
    void rootBelongsToTheNameAndIsPrivate() throws IOException {
        executable(first.resolve("rt"));
        Path root = runtimes.require("rt", List.of("--debug")).root();
        assertEquals(directory.resolve(".runtime"), root.getParent());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));
        assertEquals(root, runtimes.require("rt", List.of()).root());
        assertNotEquals(
                root,
                runtimes.require(first.resolve("rt").toString(), List.of()).root());
    }

    @Test
    void logsOfAKilledServerAreRemovedAtTheNextStart() throws IOException {
        Path left = Files.createFile(directory.resolve(".runtime/log/7.json"));
        new PathRuntimes(new LinuxKernel(), directory, Map.of());
        assertFalse(Files.exists(left));
        assertTrue(Files.isDirectory(left.getParent()));
    }

    private static Path executable(Path file) throws IOException {
        Files.writeString(file, "#!/bin/sh\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
