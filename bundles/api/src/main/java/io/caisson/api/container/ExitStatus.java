package io.caisson.api.container;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * How a process ended.
 *
 * @param code 0 to 255: the exit code; 128 + signal when killed by one; 255 when nobody knows
 * @param cause what the code means
 * @param finishedAt wall time of the death as the shim recorded it; where only the kernel told, the time of the reading
 */
public record ExitStatus(int code, Cause cause, Instant finishedAt) {
    /** What {@link #code()} means. */
    public enum Cause {
        /** The process called exit. */
        EXITED,
        /** A signal ended it. */
        SIGNALED,
        /** SIGKILL by {@link Containers#stop}, since it had not ended within the grace period. */
        FORCED,
        /** The host was booted again. The code is {@link #UNKNOWN_CODE}. */
        REBOOT,
        /** It is gone and its status was lost. */
        UNKNOWN
    }

    /** The code that stands for a lost status. */
    public static final int UNKNOWN_CODE = 255;

    public ExitStatus {
        if (code < 0 || code > 255) {
            throw new IllegalArgumentException("exit code out of 0..255: " + code);
        }
    }

    /**
     * {@return the meaning of a wait status}
     *
     * @param waitStatus as wait4(2) gives it
     */
    public static ExitStatus ofWaitStatus(int waitStatus, Instant finishedAt) {
        int signal = waitStatus & 0x7f;
        return signal == 0
                ? new ExitStatus((waitStatus >> 8) & 0xff, Cause.EXITED, finishedAt)
                : new ExitStatus(128 + signal, Cause.SIGNALED, finishedAt);
    }

    public static ExitStatus unknown(Instant finishedAt) {
        return new ExitStatus(UNKNOWN_CODE, Cause.UNKNOWN, finishedAt);
    }

    /** {@return the exit of what ran when the host was booted again, found at that time} */
    public static ExitStatus reboot(Instant finishedAt) {
        return new ExitStatus(UNKNOWN_CODE, Cause.REBOOT, finishedAt);
    }

    /** {@return the same exit, by {@link Cause#FORCED} if SIGKILL was the cause} */
    public ExitStatus forced() {
        boolean killed = cause == Cause.SIGNALED && code == 128 + Signal.KILL.number();
        return killed ? new ExitStatus(code, Cause.FORCED, finishedAt) : this;
    }

    /** {@return the word for {@link #cause()} at every door: exited, signal, forced, reboot or unknown} */
    public String reason() {
        return switch (cause) {
            case EXITED -> "exited";
            case SIGNALED -> "signal";
            case FORCED -> "forced";
            case REBOOT -> "reboot";
            case UNKNOWN -> "unknown";
        };
    }

    /** {@return the signal that ended the process; empty if none did} */
    public OptionalInt signal() {
        return cause == Cause.SIGNALED || cause == Cause.FORCED ? OptionalInt.of(code - 128) : OptionalInt.empty();
    }
}
