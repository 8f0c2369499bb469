package io.caisson.shims.internal.program;

/**
 * The numbers of a monitor's descriptors. They are fixed, so that a listing can be read and the server can take a
 * duplicate of a keeper with pidfd_getfd(2).
 */
public final class Descriptors {
    /** The FIFO {@code exit}: notices to the server. Given at the start. */
    public static final int NOTICES = 4;

    /** The interpreter itself. Given at the start, closed at once. */
    static final int EXECUTABLE = 5;

    static final int CONTROL = 6;
    static final int RECORD = 7;
    /** The signalfd for SIGCHLD. */
    static final int CHILDREN = 8;

    static final int TIMER = 9;
    static final int LOCK = 10;
    /** The console socket. */
    static final int LISTENER = 11;

    static final int CONNECTION = 12;
    static final int TAIL = 13;

    /** Standard stream n of the container's process is this + n, until it was handed over. */
    static final int STREAM = 20;

    /** The keeper of standard stream n is this + n, where the stream has one. */
    public static final int KEEPER = 30;

    /** The terminal's master. */
    public static final int MASTER = 33;

    private Descriptors() {}
}
