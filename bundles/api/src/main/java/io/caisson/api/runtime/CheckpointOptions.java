package io.caisson.api.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * Options of checkpoint and restore, as runc has them.
 *
 * @param imagePath directory of the image
 * @param workPath directory for CRIU's logs
 * @param leaveRunning keep the container running after a checkpoint; not used by restore
 */
public record CheckpointOptions(
        Path imagePath,
        Path workPath,
        boolean leaveRunning,
        boolean shellJob,
        boolean tcpEstablished,
        boolean unixSockets,
        List<String> emptyNamespaces) {
    public CheckpointOptions {
        emptyNamespaces = List.copyOf(emptyNamespaces);
    }
}
