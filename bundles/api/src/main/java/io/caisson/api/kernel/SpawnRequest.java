package io.caisson.api.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to start in a session of its own, with an empty signal mask, default signal actions and no descriptors but
 * those named.
 *
 * @param program absolute path, or {@code /proc/self/fd/N} of one of {@code descriptors} before it is renumbered
 * @param descriptors the child's descriptor 0, 1, 2, ... in order
 */
public record SpawnRequest(
        String program,
        List<String> argv,
        Map<String, String> environment,
        Path workingDirectory,
        List<Fd> descriptors) {
    public SpawnRequest {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        descriptors = List.copyOf(descriptors);
    }
}
