package io.caisson.api.shim;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.runtime.RuntimeCommand;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a shim is to do.
 *
 * @param processDir exists, 0700, ours alone: control, exit, record, stdin, stdout, stderr, tail.* are made in it
 * @param titleBundle second word of the shim's title: {@code caisson-shim ID OCI-BUNDLE RUNTIME}
 * @param titleRuntime third word
 * @param command what to execute; its {@code argv} names {@code pidFile} and, with a terminal, {@code consoleSocket}
 * @param pidFile where the runtime writes the pid of the container's process
 * @param consoleSocket given when the process has a terminal; bound by the shim
 * @param terminalSize set before the process runs; empty means leave it
 * @param workingDirectory of the runtime command
 * @param environment of the runtime command
 */
public record ShimRequest(
        ContainerId container,
        ProcessId process,
        Path processDir,
        String titleBundle,
        String titleRuntime,
        RuntimeCommand command,
        Path pidFile,
        Optional<Path> consoleSocket,
        Optional<TerminalSize> terminalSize,
        StdioRequest stdio,
        Path workingDirectory,
        Map<String, String> environment) {
    public ShimRequest {
        environment = Map.copyOf(environment);
    }

    public boolean terminal() {
        return consoleSocket.isPresent();
    }
}
