package io.caisson.shims.internal;

/** Flags of open(2) that the server uses; the same on both machines. */
final class OpenFlags {
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;

    private OpenFlags() {}
}
