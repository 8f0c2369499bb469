package io.caisson.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedDirectoryTest {
    /** Takes the directory in a process of its own, says so, and holds it until its input ends. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            OwnedDirectory.take("--state-dir", Path.of(args[0]), "rwx--x--x");
            System.out.println("taken");
            System.in.read();
        }
    }

    @TempDir
    private Path temp;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aMissingDirectoryIsMadeWithItsModeAndAnOldOneGetsIt() throws Exception {
        Path old = Files.createDirectory(temp.resolve("old"));
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxrwxrwx"));

        OwnedDirectory.take("--root-dir", old, "rwx------");
        OwnedDirectory.take("--state-dir", temp.resolve("a/b/new"), "rwx--x--x");

        assertEquals("rwx------", mode(old));
        assertEquals("rwx--x--x", mode(temp.resolve("a/b/new")));
        assertEquals("rw-------", mode(old.resolve(".lock")));
    }

    @Test
    void aSecondServerIsToldWhoHoldsTheDirectory() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        temp.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals("taken", holder.inputReader().readLine());
            LaunchException refused =
                    assertThrows(LaunchException.class, () -> OwnedDirectory.take("--state-dir", temp, "rwx--x--x"));
            assertEquals(
                    "another server, process " + holder.pid() + ", runs with --state-dir " + temp + ".",
                    refused.getMessage());
            assertTrue(ServerProcess.read(temp.resolve(".lock")).orElseThrow().isAlive());
        } finally {
            holder.destroyForcibly();
        }
        assertTrue(holder.waitFor(10, TimeUnit.SECONDS));

        assertFalse(ServerProcess.read(temp.resolve(".lock")).orElseThrow().isAlive());
        OwnedDirectory.take("--state-dir", temp, "rwx--x--x");
    }

    @Test
    void oneDirectoryForTwoPurposesIsRefused() throws Exception {
        OwnedDirectory.take("--state-dir", temp, "rwx--x--x");

        LaunchException refused =
                assertThrows(LaunchException.class, () -> OwnedDirectory.take("--root-dir", temp, "rwx------"));
        assertEquals("--root-dir " + temp + " is named twice on this command line.", refused.getMessage());
    }

    @Test
    void aLinkInTheDirectorysPlaceIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("real")));

        assertThrows(LaunchException.class, () -> OwnedDirectory.take("--state-dir", link, "rwx--x--x"));
    }

    @Test
    void anEmptiedDirectoryLosesWhatWasInItButNotWhatItsLinksPointTo() throws Exception {
        Path precious = Files.writeString(temp.resolve("precious"), "kept");
        Path root = temp.resolve("root");
        OwnedDirectory directory = OwnedDirectory.take("--root-dir", root, "rwx------");
        Files.createDirectories(root.resolve("tmp/deep"));
        Files.createSymbolicLink(root.resolve("tmp/deep/link"), precious);

        Path emptied = directory.emptyDirectory("tmp");

        assertEquals(List.of(), List.of(emptied.toFile().list()));
        assertEquals("kept", Files.readString(precious));
    }
}
