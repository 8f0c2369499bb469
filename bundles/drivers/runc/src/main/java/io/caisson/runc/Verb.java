package io.caisson.runc;

import java.time.Duration;

/** The verbs of a runtime's command line, each with the most time and output that one call gets. */
enum Verb {
    CREATE("create", 30, 0),
    EXEC("exec", 30, 0),
    RESTORE("restore", 600, 0),
    START("start", 10, 0),
    KILL("kill", 10, 0),
    DELETE("delete", 15, 0),
    STATE("state", 5, Sizes.MEBIBYTE),
    LIST("list", 5, 16 * Sizes.MEBIBYTE),
    PAUSE("pause", 10, 0),
    RESUME("resume", 10, 0),
    PS("ps", 5, Sizes.MEBIBYTE),
    EVENTS("events", 5, Sizes.MEBIBYTE),
    UPDATE("update", 10, 0),
    CHECKPOINT("checkpoint", 600, 0),
    FEATURES("features", 5, Sizes.MEBIBYTE),
    VERSION("--version", 5, 0);

    private static final int LEAST_OUTPUT_BYTES = 64 * 1024;

    private final String word;
    private final Duration budget;
    private final int outputBytes;

    Verb(String word, int budgetSeconds, int outputBytes) {
        this.word = word;
        this.budget = Duration.ofSeconds(budgetSeconds);
        this.outputBytes = Math.max(outputBytes, LEAST_OUTPUT_BYTES);
    }

    /** {@return as the command line has it} */
    String word() {
        return word;
    }

    /** {@return the longest that a call may take whatever its caller allows} */
    Duration budget() {
        return budget;
    }

    /** {@return how much of stdout and of stderr is kept} */
    int outputBytes() {
        return outputBytes;
    }

    private static final class Sizes {
        static final int MEBIBYTE = 1024 * 1024;
    }
}
