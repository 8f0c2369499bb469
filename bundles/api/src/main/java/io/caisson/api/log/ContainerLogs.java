package io.caisson.api.log;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.LogRequest;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** The log of each container: lines with time and stream, in files that are changed by size. Safe for many threads. */
@ProviderType
public interface ContainerLogs {
    /** {@return the file that is being written, whether or not there is any yet} */
    Path file(ContainerId id);

    /** Opens the log of a new container; what an earlier one of this id left is removed. 0600. One writer per container. */
    LogWriter create(ContainerId id, LogRequest request);

    /** Opens the log of a container that an earlier server logged; a torn end is mended. */
    LogWriter reopen(ContainerId id, LogRequest request);

    /**
     * Opens the log for reading.
     *
     * @throws io.caisson.api.error.CaissonException NOT_FOUND {@code log.missing}
     */
    LogReader read(ContainerId id, LogQuery query);

    /** {@return how much there is of it; zeros when there is none} */
    LogStatus status(ContainerId id);

    /** Removes the log with all its files. Does nothing if there is none. */
    void delete(ContainerId id);
}
