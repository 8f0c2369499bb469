package io.caisson.api.log;

import io.caisson.api.container.ContainerId;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** The plain log file of each container: the bytes of its output as they came. Safe for many threads. */
@ProviderType
public interface ContainerLogs {
    /** {@return where a container's output goes, whether or not there is any yet} */
    Path file(ContainerId id);

    /** Opens the log for appending, making it if need be; 0600. One writer per container. */
    LogWriter open(ContainerId id);

    /**
     * Opens the log for reading.
     *
     * @param lastLines begin so many lines before the end; negative means at the beginning
     * @throws io.caisson.api.error.CaissonException NOT_FOUND {@code log.missing}
     */
    LogReader read(ContainerId id, long lastLines);

    /** Removes the log. Does nothing if there is none. */
    void delete(ContainerId id);
}
