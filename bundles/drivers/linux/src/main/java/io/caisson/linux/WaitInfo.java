package io.caisson.linux;

import java.nio.ByteBuffer;

/** Fields of {@code siginfo_t} as waitid(2) fills them, on 64-bit Linux. */
final class WaitInfo {
    private static final int BYTES = 128;
    private static final int CODE_AT = 8;
    private static final int PID_AT = 16;
    private static final int STATUS_AT = 24;
    private static final int CORE_DUMPED = 0x80;

    private WaitInfo() {}

    static ByteBuffer allocate() {
        return FileCalls.struct(BYTES);
    }

    /** {@return 0 if no child has ended} */
    static int pid(ByteBuffer info) {
        return info.getInt(PID_AT);
    }

    /** {@return the status as wait4(2) would give it} */
    static int waitStatus(ByteBuffer info) {
        int status = info.getInt(STATUS_AT);
        return switch (info.getInt(CODE_AT)) {
            case Constants.CLD_EXITED -> (status & 0xff) << 8;
            case Constants.CLD_DUMPED -> status | CORE_DUMPED;
            default -> status;
        };
    }
}
