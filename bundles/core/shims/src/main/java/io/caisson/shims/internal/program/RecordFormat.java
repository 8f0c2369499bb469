package io.caisson.shims.internal.program;

/**
 * The file {@code record}: a header of 64 bytes, then an entry of 208 bytes for the container's process, all words of 64
 * bits in little-endian order. Shims of the first servers also have entries for every other process that they reaped; of
 * those with the pid that is meant the first counts. Header: magic, version, size of an entry. Entry: pid, wait status as wait4(2)
 * gives it, struct rusage, then struct timespec of CLOCK_REALTIME, CLOCK_BOOTTIME and CLOCK_MONOTONIC. A reader takes the
 * entry's size from the header, so that entries can grow at their end. An entry cut short by a crash counts as none.
 */
public final class RecordFormat {
    /** "CAISSREC". */
    public static final long MAGIC = 0x4345525353494143L;

    public static final long VERSION = 1;
    public static final int HEADER_BYTES = 64;

    /** Offsets in an entry. */
    public static final int PID = 0;

    public static final int STATUS = 8;
    static final int USAGE = 16;
    static final int USAGE_BYTES = 144;
    public static final int WALL = USAGE + USAGE_BYTES;
    static final int BOOT = WALL + 16;
    static final int MONOTONIC = BOOT + 16;
    public static final int ENTRY_BYTES = MONOTONIC + 16;

    /** What is reserved on disk before anything runs: a header and 19 entries. */
    static final int RESERVED_BYTES = 4096;

    private RecordFormat() {}
}
