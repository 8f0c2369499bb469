package io.caisson.api.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A command line of an OCI runtime that a shim executes, since the container's process becomes the shim's child.
 *
 * @param verb {@code create}, {@code exec} or {@code restore}
 * @param argv absolute program first
 * @param logFile where the runtime writes its JSON log
 * @param budget how long it may take, whatever its caller would wait
 */
public record RuntimeCommand(String verb, List<String> argv, Path logFile, Duration budget) {
    public RuntimeCommand {
        argv = List.copyOf(argv);
    }
}
