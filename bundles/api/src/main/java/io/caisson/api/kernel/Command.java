package io.caisson.api.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A short command.
 *
 * @param argv absolute program first
 * @param stdin what it reads; empty means /dev/null
 * @param maxOutputBytes how much of each of stdout and stderr is kept; the rest is read and thrown away
 */
public record Command(
        List<String> argv, Map<String, String> environment, Path workingDirectory, byte[] stdin, int maxOutputBytes) {
    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }
}
