package io.caisson.shell.internal.command;

import io.caisson.api.error.CaissonException;

/** Exit codes of {@code ctr}. */
public final class ExitCodes {
    public static final int OK = 0;
    /** Any failure of 0.2's own commands. */
    public static final int LEGACY_FAILURE = 1;

    public static final int USAGE = 2;
    public static final int UNKNOWN_COMMAND = 3;
    public static final int BUSY = 8;
    public static final int INTERNAL = 70;
    /** {@code run}, {@code exec} and attached {@code start} failed themselves: the process did not run. */
    public static final int NOT_RUN = 125;

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private ExitCodes() {}

    /** {@return the code of a failed command} */
    public static int of(CaissonException e) {
        return switch (e.code()) { // no default: a new code must be placed here
            case INVALID_ARGUMENT -> USAGE;
            case NOT_FOUND -> 3;
            case ALREADY_EXISTS -> 4;
            case FAILED_PRECONDITION -> 5;
            case ABORTED -> 6;
            case PERMISSION_DENIED -> 7;
            case RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED -> BUSY;
            case UNIMPLEMENTED -> 9;
            case DATA_LOSS, INTERNAL -> INTERNAL;
        };
    }

    /** {@return the code of a command that should have run a process and could not} */
    static int ofNotRun(CaissonException e) {
        return switch (e.reason()) {
            case "runtime.executable-not-found" -> NOT_FOUND;
            case "runtime.executable-denied", "runtime.executable-invalid" -> NOT_EXECUTABLE;
            default -> NOT_RUN;
        };
    }
}
