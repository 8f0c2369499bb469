package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.spec.SpecInvalidException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile directories: nothing is followed, nothing is waited for, and not more is read than a document may have. */
class OciBundleFilesTest {
    @TempDir
    Path temp;

    @Test
    void aMissingDirectoryIsNotFound() {
        refused(ErrorCode.NOT_FOUND, "oci-bundle.missing", temp.resolve("none"));
        refused(ErrorCode.NOT_FOUND, "oci-bundle.missing", temp.resolve("none/below"));
    }

    @Test
    void aDirectoryWithoutConfigIsNotFound() {
        refused(ErrorCode.NOT_FOUND, "spec.missing", temp);
    }

    @Test
    void aRelativePathAndTheRootDirectoryAreUnusable() {
        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", Path.of("relative"));
        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", Path.of("/"));
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", file);
        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", file.resolve("below"));
    }

    @Test
    void aSymbolicLinkToADirectoryIsUnusable() throws IOException {
        TestBundle.in(temp.resolve("real")).with("config.json", TestBundle.resource("/good.json"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("real"));

        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", link);
    }

    @Test
    void aLinkAboveTheDirectoryIsFollowedAndTheRootMadeReal() throws IOException {
        TestBundle.in(temp.resolve("real/bundle")).with("config.json", TestBundle.resource("/good.json"));
        Files.createSymbolicLink(temp.resolve("link"), temp.resolve("real"));

        Path rootfs =
                new OciSpecService().prepare(temp.resolve("link/bundle"), "/x").rootfs();

        assertEquals(temp.resolve("real/bundle/rootfs").toRealPath(), rootfs);
    }

    @Test
    void aConfigThatIsASymbolicLinkIsUnusable() throws IOException {
        TestBundle bundle = TestBundle.in(temp).with("other.json", TestBundle.resource("/good.json"));
        Files.createSymbolicLink(temp.resolve("config.json"), temp.resolve("other.json"));

        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", bundle.directory());
    }

    @Test
    void aConfigThatIsADirectoryIsUnusable() throws IOException {
        Files.createDirectory(temp.resolve("config.json"));

        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", temp);
    }

    @Test
    void aFifoIsRefusedWithoutWaitingForItsWriter() throws IOException, InterruptedException {
        new ProcessBuilder("mkfifo", temp.resolve("config.json").toString())
                .start()
                .waitFor();

        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", temp));
    }

    @Test
    void anEndlessDeviceAsConfigIsRefused() throws IOException, InterruptedException {
        Path node = temp.resolve("config.json");
        assertEquals(
                0,
                new ProcessBuilder("mknod", node.toString(), "c", "1", "5")
                        .start()
                        .waitFor());

        refused(ErrorCode.INVALID_ARGUMENT, "oci-bundle.unusable", temp);
    }

    @Test
    void aSparseFileOfATerabyteIsTooLarge() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(temp.resolve("config.json").toFile(), "rw")) {
            file.setLength(1L << 40);
        }

        SpecInvalidException refused =
                assertThrows(SpecInvalidException.class, () -> new OciSpecService().prepare(temp, "/x"));
        assertEquals("json.size", refused.problems().get(0).rule());
    }

    @Test
    void aBrokenRuntimeJsonIsNamedInTheError() {
        TestBundle bundle = TestBundle.in(temp).withVersion("0.2.0").with("runtime.json", new byte[] {'{'});

        SpecInvalidException refused = assertThrows(SpecInvalidException.class, bundle::prepare);

        assertEquals("runtime.json", refused.details().get("file"));
    }

    @Test
    void aRuntimeJsonBesideANewDocumentDoesNotCount() {
        TestBundle bundle = TestBundle.in(temp).withVersion("0.4.0").with("runtime.json", new byte[] {'{'});

        assertEquals("0.4.0", bundle.prepare().sourceVersion());
    }

    private static void refused(ErrorCode code, String reason, Path ociBundle) {
        CaissonException refused =
                assertThrows(CaissonException.class, () -> new OciSpecService().prepare(ociBundle, "/x"));
        assertEquals(reason, refused.reason(), refused.getMessage());
        assertEquals(code, refused.code());
    }
}
