package io.caisson.shims.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.runtime.RuntimeExitException;
import io.caisson.api.shim.ShimRequest;
import io.caisson.shims.internal.program.Errno;
import io.caisson.shims.internal.program.Instruction;
import io.caisson.shims.internal.program.Notice;
import io.caisson.shims.internal.program.Program;
import java.util.Map;
import java.util.Optional;

/** What a launch that failed says. */
final class LaunchFailures {
    private LaunchFailures() {}

    static CaissonException ofNotice(Notice notice, Program program, ShimRequest request) {
        if (notice.kind() != Notice.FAILED) {
            return ofStatus((int) notice.value(), request);
        }
        Optional<Instruction> step = program.instruction(notice.failedStep());
        String message = notice.failure(program.sentences());
        Map<String, String> details =
                Map.of("step", Integer.toString(notice.failedStep()), "errno", Errno.nameOf(notice.errno()));
        return switch (step.map(Instruction::subject).orElse(Instruction.Subject.SHIM)) {
            case STREAM ->
                new CaissonException(ErrorCode.FAILED_PRECONDITION, "shim.stream-unusable", message, details);
            case RUNTIME ->
                new CaissonException(ErrorCode.FAILED_PRECONDITION, "shim.runtime-not-executable", message, details);
            case SHIM -> new CaissonException(code(notice.errno()), "shim.failed", message, details);
        };
    }

    private static ErrorCode code(int number) {
        Errno errno = Errno.of(number).orElse(Errno.EPERM);
        return switch (errno) {
            case ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM -> ErrorCode.RESOURCE_EXHAUSTED;
            default -> ErrorCode.INTERNAL;
        };
    }

    private static RuntimeExitException ofStatus(int waitStatus, ShimRequest request) {
        int signal = waitStatus & 0x7f;
        String how = signal == 0 ? "exit code " + (waitStatus >> 8 & 0xff) : "signal " + signal;
        return new RuntimeExitException(
                request.titleRuntime() + ' ' + request.command().verb() + " of " + request.container() + '/'
                        + request.process() + " ended with " + how,
                waitStatus);
    }

    static CaissonException timeout(ShimRequest request) {
        return new CaissonException(
                ErrorCode.DEADLINE_EXCEEDED,
                "shim.timeout",
                request.titleRuntime() + ' ' + request.command().verb() + " of " + request.container() + '/'
                        + request.process() + " did not end in time and was killed");
    }

    static CaissonException failed(String message) {
        return new CaissonException(ErrorCode.INTERNAL, "shim.failed", message);
    }
}
