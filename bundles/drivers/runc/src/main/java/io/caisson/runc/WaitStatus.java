package io.caisson.runc;

/** Reads a wait status as wait4(2) gives it; see the macros of wait(2). */
record WaitStatus(int raw) {
    private static final int SIGNAL_MASK = 0x7f;

    boolean success() {
        return raw == 0;
    }

    boolean signalled() {
        return signal() != 0;
    }

    /** {@return the signal that ended it; 0 when it exited} */
    int signal() {
        return raw & SIGNAL_MASK;
    }

    /** {@return what it exited with; meaningless when a signal ended it} */
    int exitCode() {
        return raw >> 8 & 0xff;
    }
}
