package io.caisson.shims.internal.program;

/** Names in a process's directory that program and server share. */
public final class MonitorFiles {
    public static final String CONTROL = "control";
    public static final String EXIT = "exit";
    public static final String RECORD = "record";
    public static final String LOCK = "lock";

    private static final String[] STREAMS = {"stdin", "stdout", "stderr"};

    private MonitorFiles() {}

    /** {@return the FIFO of a standard stream of kind Server} @param number 0, 1 or 2 */
    public static String stream(int number) {
        return STREAMS[number];
    }

    /** {@return the file that takes what nobody read} @param number 1 or 2 */
    public static String tail(int number) {
        return "tail." + STREAMS[number];
    }
}
