package io.caisson.shell.internal.command;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.error.CaissonException;
import java.util.Optional;

/** A command whose exit code is that of a process. */
abstract class ProcessCommand extends ShellCommand {
    private static final int CALLER_LEFT = 129;

    protected ProcessCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int failureCode(CaissonException e) {
        return ExitCodes.ofNotRun(e);
    }

    @Override
    int usageCode() {
        return ExitCodes.NOT_RUN;
    }

    /** {@return the code of a process; of one that the caller left before it ended, what nobody will see} */
    protected static int code(Optional<ExitStatus> exit) {
        return exit.map(ExitStatus::code).orElse(CALLER_LEFT);
    }
}
