package io.caisson.runc;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our directories below the state directory, 0700, and the log files of short calls in one of them. */
final class Scratch {
    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

    private final Path base;
    private final Path logs;
    private final AtomicLong next = new AtomicLong();

    /** @param base {@code <state-dir>/.runtime} */
    Scratch(Path base) {
        this.base = base;
        this.logs = base.resolve("log");
    }

    /** Makes our directories and removes logs that a killed server left; it holds the lock of the state directory. */
    void prepare() {
        privateDirectory(logs);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(logs)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw failed(logs, e);
        }
    }

    /** {@return where a runtime keeps its state; exists} */
    Path root(String name) {
        return privateDirectory(base.resolve(name));
    }

    /** {@return a new name for the log of one call; the runtime makes the file} */
    Path newLog() {
        return logs.resolve(next.incrementAndGet() + ".json");
    }

    void delete(Path log) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", log).setCause(e).log("log of a runtime call stays behind");
        }
    }

    /** Removes a directory and all in it; links are removed, not followed. */
    static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Path privateDirectory(Path directory) {
        try {
            return Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    private static CaissonException failed(Path directory, IOException cause) {
        return new CaissonException(
                ErrorCode.UNAVAILABLE,
                "runtime.directory-unusable",
                "cannot use directory " + directory + ": " + cause.getMessage(),
                Map.of("path", directory.toString()),
                cause);
    }
}
