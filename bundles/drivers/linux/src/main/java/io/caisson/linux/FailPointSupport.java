package io.caisson.linux;

import io.caisson.api.failpoint.FailPointHost;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.LoggerFactory;

/** Lets failpoints kill the server and write their traces. Does nothing in a server without them. */
@Component(
        service = {},
        immediate = true)
public final class FailPointSupport implements FailPointHost {
    private final Kernel kernel;
    private String seen = "";

    @Activate
    public FailPointSupport(@Reference Kernel kernel) {
        this.kernel = kernel;
        if (FailPoints.on()) {
            LoggerFactory.getLogger(FailPointSupport.class)
                    .atWarn()
                    .addKeyValue("property", FailPoints.PROPERTY)
                    .log("failpoints are on, this server is for tests");
            FailPoints.install(this);
        }
    }

    @Override
    public void kill() {
        try (Fd self = kernel.pidfdOpen(ProcessHandle.current().pid())) {
            kernel.pidfdSendSignal(self, Constants.SIGKILL);
        }
    }

    @Override
    public void append(String file, String line) {
        try {
            Files.write(
                    Path.of(file),
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized Optional<String> replaced(String file) {
        Path path = Path.of(file);
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            String mark = now.fileKey() + " " + now.lastModifiedTime().toInstant();
            if (mark.equals(seen)) {
                return Optional.empty();
            }
            String text = Files.readString(path);
            seen = mark;
            return Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
