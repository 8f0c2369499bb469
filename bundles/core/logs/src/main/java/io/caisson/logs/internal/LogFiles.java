package io.caisson.logs.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.LogRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.log.LogQuery;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogStatus;
import io.caisson.api.log.LogWriter;
import io.caisson.api.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code <log-dir>/containers/<id>.log}, apart from the server's own log, since a container may be named like that. PID
 * {@code io.caisson.logs} says when files are changed; a new setting counts at the next write.
 */
@Component(service = ContainerLogs.class, configurationPid = LogFiles.PID)
public final class LogFiles implements ContainerLogs {
    static final String PID = "io.caisson.logs";

    private static final Logger log = LoggerFactory.getLogger(LogFiles.class);

    private final Path directory;
    private final ConcurrentMap<ContainerId, FileLogWriter> writers = new ConcurrentHashMap<>(); // until deleted
    private volatile LogLimits limits;

    @Activate
    public LogFiles(@Reference ServerSettings settings, Map<String, Object> configuration) throws IOException {
        this(settings.logDir().resolve("containers"), LogLimits.DEFAULT);
        configure(configuration);
    }

    LogFiles(Path directory, LogLimits limits) throws IOException {
        this.directory = directory;
        this.limits = limits;
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Takes up new settings; those that cannot be used change nothing. */
    @Modified
    void configure(Map<String, Object> configuration) {
        try {
            limits = LogLimits.of(configuration);
        } catch (CaissonException e) {
            log.atError()
                    .addKeyValue("pid", PID)
                    .addKeyValue("problem", e.getMessage())
                    .log("a setting cannot be used, the old ones stay");
        }
    }

    private FileSet files(ContainerId id) {
        return FileSet.of(directory, id.value());
    }

    @Override
    public Path file(ContainerId id) {
        return files(id).active();
    }

    @Override
    public LogWriter create(ContainerId id, LogRequest request) {
        delete(id);
        return reopen(id, request);
    }

    @Override
    public LogWriter reopen(ContainerId id, LogRequest request) {
        try {
            FileLogWriter writer = new FileLogWriter(files(id), request, () -> limits).open();
            writers.put(id, writer);
            return writer;
        } catch (IOException e) {
            throw failed("cannot open the log", id, e);
        }
    }

    @Override
    public LogReader read(ContainerId id, LogQuery query) {
        try {
            return FileLogReader.open(files(id), query);
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
    public LogStatus status(ContainerId id) {
        FileLogWriter writer = writers.get(id);
        long dropped = writer == null ? 0 : writer.droppedBytes();
        long bytes = 0;
        int count = 0;
        try {
            Optional<BasicFileAttributes> active =
                    FileIdentity.attributes(files(id).active());
            for (FileSet.Rotated old : files(id).rotated()) {
                bytes += FileIdentity.attributes(old.file())
                        .map(BasicFileAttributes::size)
                        .orElse(0L);
                count++;
            }
            return new LogStatus(
                    bytes + active.map(BasicFileAttributes::size).orElse(0L),
                    count + (active.isPresent() ? 1 : 0),
                    dropped);
        } catch (IOException e) {
            throw failed("cannot look at the log", id, e);
        }
    }

    @Override
    public void delete(ContainerId id) {
        try {
            files(id).delete();
            writers.remove(id);
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
