package io.caisson.shims.internal.program;

/** Writes the instructions that ask whether a server lives: it holds a lock, which goes with it. */
final class ServerCheck {
    private static final Operand LOCK = Operand.of(Descriptors.LOCK);

    private final Assembler code;
    private final Cell lock;
    private final Cell unlock;

    ServerCheck(Assembler code) {
        this.code = code;
        // struct flock: type and whence in the first word, start, length (0 is all), pid
        this.lock = code.words("lock", Flags.F_WRLCK, 0, 0, 0);
        this.unlock = code.words("unlock", Flags.F_UNLCK, 0, 0, 0);
    }

    /** Goes there if a server lives; else the lock is held afterwards, so that none can come in between. */
    void ifAlive(Label alive) {
        code.call("see whether a server lives", SystemCall.FCNTL, LOCK, Flags.F_SETLK, lock.address())
                .on(Errno.EAGAIN, alive)
                .on(Errno.EACCES, alive);
    }

    void giveBack() {
        code.call("give the lock back", SystemCall.FCNTL, LOCK, Flags.F_SETLK, unlock.address());
    }
}
