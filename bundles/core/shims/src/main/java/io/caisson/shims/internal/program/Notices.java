package io.caisson.shims.internal.program;

/** Writes the instructions that tell the server something; a server that is gone or slow is no error. */
final class Notices {
    private static final Operand DESCRIPTOR = Operand.of(Descriptors.NOTICES);

    private final Assembler code;
    private final Cell runtimeEnded;
    private final Cell recorded;

    Notices(Assembler code) {
        this.code = code;
        this.runtimeEnded = code.words("notice of the runtime", Notice.RUNTIME_ENDED, 0);
        this.recorded = code.words("notice of an exit", Notice.RECORDED, 0);
    }

    /** {@return tells that the runtime has ended} Its status must be written to {@link #runtimeStatus} before. */
    Cell runtimeEnded() {
        return runtimeEnded;
    }

    Operand runtimeStatus() {
        return runtimeEnded.address(Long.BYTES);
    }

    Cell recorded() {
        return recorded;
    }

    void send(String sentence, Cell notice) {
        code.call(sentence, SystemCall.WRITE, DESCRIPTOR, notice.address(), Operand.of(Notice.BYTES))
                .goOnAfter(Errno.EAGAIN)
                .goOnAfter(Errno.EPIPE);
    }
}
