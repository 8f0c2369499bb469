package io.caisson.shims.internal.program;

/** Writes the instructions for deadlines: one timerfd, armed anew for each. */
final class Timer {
    private static final Operand DESCRIPTOR = Operand.of(Descriptors.TIMER);

    private final Assembler code;

    Timer(Assembler code, Opener opener) {
        this.code = code;
        opener.make(
                "make a timer",
                SystemCall.TIMERFD_CREATE,
                Flags.CLOCK_MONOTONIC,
                Operand.of("TFD_NONBLOCK|TFD_CLOEXEC", Flags.O_NONBLOCK | Flags.O_CLOEXEC));
        opener.keep("timer", Descriptors.TIMER);
    }

    /** {@return data for {@link #start}} */
    static Cell seconds(Assembler code, String name, long seconds) {
        return code.words(name, 0, 0, seconds, 0);
    }

    void start(String sentence, Cell time) {
        code.call(sentence, SystemCall.TIMERFD_SETTIME, DESCRIPTOR, Flags.EMPTY, time.address(), Flags.EMPTY);
    }

    /** Goes to {@code running} unless the timer has ended. */
    void ifRunning(String sentence, Cell scratch, Label running) {
        code.call(sentence, SystemCall.READ, DESCRIPTOR, scratch.address(), Operand.of(Long.BYTES))
                .on(Errno.EAGAIN, running);
    }
}
