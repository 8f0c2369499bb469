package io.caisson.shims.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** Files that a process itself appends its output to: made before the shim opens them. */
final class AppendedFiles {
    private AppendedFiles() {}

    /**
     * Makes the file if it is not there.
     *
     * @throws CaissonException FAILED_PRECONDITION {@code shim.stream-unusable} when no regular file can be opened there
     */
    static void prepare(Path path) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw unusable(path, "it is no regular file", null);
        }
        try {
            FileChannel.open(
                            path,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.APPEND,
                                    LinkOption.NOFOLLOW_LINKS),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    .close();
        } catch (IOException e) {
            throw unusable(path, e.toString(), e);
        }
    }

    private static CaissonException unusable(Path path, String problem, IOException cause) {
        return new CaissonException(
                ErrorCode.FAILED_PRECONDITION,
                "shim.stream-unusable",
                "output cannot be appended to " + path + ": " + problem,
                Map.of("path", path.toString()),
                cause);
    }
}
