package io.caisson.supervisor.internal;

import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.Map;

/** What the wish for a log makes of the streams of a container's init. */
final class LogStreams {
    private LogStreams() {}

    /** @throws CaissonException INVALID_ARGUMENT {@code log.option-invalid} for a terminal that only a server can read */
    static void requireUsable(CreateRequest request, boolean terminal) {
        if (terminal && request.log().driver() == LogRequest.Driver.DIRECT) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "log.option-invalid",
                    "container " + request.id() + " has a terminal, which cannot write to a file directly",
                    Map.of("container", request.id().value()));
        }
    }

    /** {@return the streams; with the driver DIRECT those that would come to the server lead to the file} */
    static StdioRequest of(CreateRequest request) {
        StdioRequest stdio = request.stdio();
        return request.log()
                .path()
                .map(path -> new StreamTarget.AppendedFile(path))
                .map(file -> new StdioRequest(stdio.stdin(), to(file, stdio.stdout()), to(file, stdio.stderr())))
                .orElse(stdio);
    }

    private static StreamTarget to(StreamTarget.AppendedFile file, StreamTarget wanted) {
        return wanted instanceof StreamTarget.Server ? file : wanted;
    }

    /** {@return whether the server writes a log} */
    static boolean areLogged(CreateRequest request, boolean terminal) {
        return request.log().driver() == LogRequest.Driver.FILE
                && (terminal
                        || request.stdio().stdout() instanceof StreamTarget.Server
                        || request.stdio().stderr() instanceof StreamTarget.Server);
    }
}
