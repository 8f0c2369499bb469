package io.caisson.runc;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs short calls, each with a deadline and a log of its own. Safe for many threads. */
final class ShortCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ShortCalls.class);
    private static final Path WORKING_DIRECTORY = Path.of("/");

    private final Kernel kernel;
    private final Scratch scratch;
    private final Map<String, String> environment;

    /** @param environment of every call */
    ShortCalls(Kernel kernel, Scratch scratch, Map<String, String> environment) {
        this.kernel = kernel;
        this.scratch = scratch;
        this.environment = Map.copyOf(environment);
    }

    /**
     * {@return what a call that succeeded wrote}
     *
     * @param argv makes the command line from the path of the log
     * @param stdin what it reads
     * @param deadline the verb's own budget counts too
     */
    CommandResult run(RuntimeCall call, Verb verb, Function<Path, List<String>> argv, byte[] stdin, Deadline deadline) {
        Deadline mine = deadline.atMost(verb.budget());
        if (mine.hasPassed()) {
            throw timeout(call, "was not begun: its deadline has passed", null);
        }
        Path log = scratch.newLog();
        long began = System.nanoTime();
        try {
            Command command = new Command(argv.apply(log), environment, WORKING_DIRECTORY, stdin, verb.outputBytes());
            FailPoints.hit("runtime.before-call");
            CommandResult result = execute(call, command, mine);
            FailPoints.hit("runtime.after-call");
            LOG.atDebug()
                    .addKeyValue("call", call.describe())
                    .addKeyValue(
                            "container", call.container().map(Object::toString).orElse("-"))
                    .addKeyValue("waitStatus", result.waitStatus())
                    .addKeyValue("durationMillis", (System.nanoTime() - began) / 1_000_000)
                    .log("runtime called");
            WaitStatus status = new WaitStatus(result.waitStatus());
            if (!status.success()) {
                throw RuntimeFailure.of(call, status, RuntimeLog.lastError(log), result.stderr());
            }
            return result;
        } finally {
            scratch.delete(log);
        }
    }

    private CommandResult execute(RuntimeCall call, Command command, Deadline deadline) {
        try {
            return kernel.run(command, deadline);
        } catch (CaissonException e) {
            throw switch (e.code()) {
                case DEADLINE_EXCEEDED -> timeout(call, "ran past its deadline and was killed", e);
                case NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT -> notRunnable(call, e);
                default -> e;
            };
        }
    }

    private static CaissonException timeout(RuntimeCall call, String what, CaissonException cause) {
        String about = call.container().map(id -> " of container " + id).orElse("");
        return new CaissonException(
                ErrorCode.DEADLINE_EXCEEDED,
                "runtime.timeout",
                call.describe() + about + " " + what,
                call.details(),
                cause);
    }

    private static CaissonException notRunnable(RuntimeCall call, CaissonException cause) {
        return new CaissonException(
                ErrorCode.UNAVAILABLE,
                "runtime.not-runnable",
                "cannot execute " + call.binary() + ": " + cause.getMessage(),
                call.details(),
                cause);
    }
}
