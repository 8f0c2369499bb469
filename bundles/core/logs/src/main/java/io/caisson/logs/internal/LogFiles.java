package io.caisson.logs.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogWriter;
import io.caisson.api.server.ServerSettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code <log-dir>/containers/<id>.log}, apart from the server's own log, since a container may be named like that. */
@Component(service = ContainerLogs.class)
public final class LogFiles implements ContainerLogs {
    private final Path directory;

    @Activate
    public LogFiles(@Reference ServerSettings settings) throws IOException {
        this(settings.logDir().resolve("containers"));
    }

    LogFiles(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Override
    public Path file(ContainerId id) {
        return directory.resolve(id.value() + ".log");
    }

    @Override
    public LogWriter open(ContainerId id) {
        Path file = file(id);
        try {
            // No link is followed: what stands here under another name must not be written to.
            return new FileLogWriter(
                    file,
                    FileChannel.open(
                            file,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.APPEND,
                                    LinkOption.NOFOLLOW_LINKS),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        } catch (IOException e) {
            throw failed("cannot open the log", id, e);
        }
    }

    @Override
    public LogReader read(ContainerId id, long lastLines) {
        try {
            return FileLogReader.open(file(id), lastLines);
        } catch (NoSuchFileException e) {
            throw new CaissonException(
                    ErrorCode.NOT_FOUND,
                    "log.missing",
                    "container " + id + " has no log",
                    Map.of("container", id.value()),
                    e);
        } catch (IOException e) {
            throw failed("cannot read the log", id, e);
        }
    }

    @Override
    public void delete(ContainerId id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw failed("cannot remove the log", id, e);
        }
    }

    private CaissonException failed(String what, ContainerId id, IOException e) {
        return new CaissonException(
                ErrorCode.UNAVAILABLE,
                "log.unusable",
                what + " of container " + id + ": " + e,
                Map.of("container", id.value(), "file", file(id).toString()),
                e);
    }
}
