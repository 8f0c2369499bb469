package io.caisson.runc;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The only place that knows the words of runtimes: gives a failed call its code and reason. Each word comes from a recorded
 * log in {@code src/test/resources/golden}; what no rule knows is {@code runtime.refused}.
 */
final class RuntimeFailure {
    /** First match wins: the more telling words stand first. */
    private static final List<Rule> RULES = List.of(
            // Which container
            rule(
                    ErrorCode.NOT_FOUND,
                    "runtime.container-unknown",
                    "(^|: )container (`[^`]*` )?does not exist|^error opening file `[^`]*/status`: No such file or directory"
                            + "|^cannot open directory '[^']*': No such file or directory"),
            rule(
                    ErrorCode.ALREADY_EXISTS,
                    "runtime.container-exists",
                    "container with given ID already exists|container with id exists|^container `[^`]*` already exists"),
            // Its state
            rule(ErrorCode.FAILED_PRECONDITION, "runtime.not-paused", "container not paused"),
            rule(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.paused",
                    "cannot exec in a paused container|the container `[^`]*` is paused"),
            rule(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.already-started",
                    "cannot start an already running container|^cannot open `[^`]*/exec\\.fifo`: No such file"),
            rule(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.running",
                    "cannot delete container .* that is not stopped|is not in `created` or `stopped` state"),
            rule(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.not-running",
                    "container not running|container .* is not running|cannot exec in a stopped container"
                            + "|cannot start a container that has stopped|container process is already dead"
                            + "|^kill container: No such process|cannot exec a container that has stopped"),
            // The program in it
            rule(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.executable-not-found",
                    "executable file .*not found in \\$PATH|exec: \"[^\"]*\": stat [^:]*: no such file or directory"
                            + "|exec: \"[^\"]*\": no such file or directory"),
            rule(
                    ErrorCode.PERMISSION_DENIED,
                    "runtime.executable-denied",
                    "exec: \"[^\"]*\": (permission denied|is a directory|operation not permitted)"
                            + "|^open executable: (Permission denied|Operation not permitted|Is a directory)"),
            rule(ErrorCode.FAILED_PRECONDITION, "runtime.executable-invalid", "(?i)exec format error"),
            rule(ErrorCode.FAILED_PRECONDITION, "runtime.cwd-unusable", "(?i)chdir to cwd|^chdir `"),
            rule(
                    ErrorCode.INVALID_ARGUMENT,
                    "runtime.args-empty",
                    "args must not be empty|^open executable: Invalid argument"),
            // The document
            rule(
                    ErrorCode.INVALID_ARGUMENT,
                    "runtime.config-invalid",
                    "json: cannot unmarshal|invalid character .* (looking for|after|in)|error loading config\\.json"
                            + "|^invalid config file|specification file config\\.json not found"),
            rule(
                    ErrorCode.INVALID_ARGUMENT,
                    "runtime.signal-invalid",
                    "(unable to signal init|send signal to pidfd): (?i:invalid argument)|unknown signal"),
            // The host
            rule(ErrorCode.FAILED_PRECONDITION, "runtime.cgroup-layout", "cgroups in hybrid mode not supported"),
            rule(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.cgroup-busy",
                    "container's cgroup is not empty|cgroup is frozen"),
            rule(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "runtime.exhausted",
                    "(?i)no space left on device|too many open files|cannot allocate memory"
                            + "|resource temporarily unavailable|disk quota exceeded"),
            rule(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.cgroup-refused",
                    "unable to apply cgroup configuration|error setting cgroup config|cgroups?: cgroup mountpoint"
                            + "|the memory limit could be too low|unable to set memory limit"
                            + "|^writing file `(cpu|cpuset|memory|pids|blkio|devices|io|hugetlb)\\."),
            rule(ErrorCode.FAILED_PRECONDITION, "runtime.criu-failed", "(?i)\\bcriu\\b"),
            // The command line
            rule(ErrorCode.UNIMPLEMENTED, "runtime.verb-unknown", "^No help topic for|^unknown command "),
            rule(
                    ErrorCode.UNIMPLEMENTED,
                    "runtime.option-unknown",
                    "flag provided but not defined|unrecognized option|invalid option --"),
            rule(
                    ErrorCode.INTERNAL,
                    "runtime.usage",
                    "^please specify a|requires exactly|requires a minimum of|requires a maximum of"),
            // Anything else that the kernel forbade
            rule(ErrorCode.PERMISSION_DENIED, "runtime.denied", "(?i)permission denied|operation not permitted"));

    private static final Pattern GO_CRASH = Pattern.compile("(?m)^(panic: .*|fatal error: .*)$");
    private static final Pattern ALREADY_SAID = Pattern.compile("^(\\S+ )?(create|run|exec|restore) failed: ");

    private RuntimeFailure() {}

    /**
     * {@return why a call failed}
     *
     * @param call which call
     * @param logged the last error of its log
     * @param stderr what it wrote there; empty when that went elsewhere
     */
    static CaissonException of(RuntimeCall call, WaitStatus status, Optional<String> logged, byte[] stderr) {
        String written = new String(stderr, StandardCharsets.UTF_8);
        Map<String, String> details = details(call, status);
        Optional<String> crash = crash(status, written);
        if (crash.isPresent()) {
            String last = logged.map(words -> ": " + words).orElse("");
            return new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.crashed",
                    call.describe() + " crashed: " + crash.get() + last,
                    details);
        }
        Optional<String> words = logged.or(() -> firstLine(written));
        if (words.isEmpty()) {
            return new CaissonException(
                    ErrorCode.FAILED_PRECONDITION,
                    "runtime.silent",
                    call.describe() + " failed: exit status " + status.exitCode() + " without a word",
                    details);
        }
        details.put("runtimeMessage", words.get());
        String bare = ALREADY_SAID.matcher(words.get()).replaceFirst("");
        String message = call.describe() + " failed: " + bare;
        for (Rule rule : RULES) {
            if (rule.words.matcher(words.get()).find()) {
                return new CaissonException(rule.code, rule.reason, message, details);
            }
        }
        return new CaissonException(ErrorCode.FAILED_PRECONDITION, "runtime.refused", message, details);
    }

    private static Optional<String> crash(WaitStatus status, String stderr) {
        if (status.signalled()) {
            return Optional.of("killed by signal " + status.signal());
        }
        var panic = GO_CRASH.matcher(stderr);
        return panic.find() ? Optional.of(Words.oneLine(panic.group(1))) : Optional.empty();
    }

    // runc prints its usage after the first line, crun a hint.
    private static Optional<String> firstLine(String stderr) {
        return stderr.lines()
                .map(Words::oneLine)
                .filter(line -> !line.isEmpty())
                .findFirst();
    }

    private static Map<String, String> details(RuntimeCall call, WaitStatus status) {
        Map<String, String> details = new HashMap<>(call.details());
        if (status.signalled()) {
            details.put("signal", Integer.toString(status.signal()));
        } else {
            details.put("exitStatus", Integer.toString(status.exitCode()));
        }
        return details;
    }

    private static Rule rule(ErrorCode code, String reason, String words) {
        return new Rule(code, reason, Pattern.compile(words));
    }

    /** @return every reason that a rule can give, for the test that wants each of them seen */
    static List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        RULES.forEach(rule -> reasons.add(rule.reason));
        return reasons;
    }

    private record Rule(ErrorCode code, String reason, Pattern words) {}
}
