package io.caisson.bench;

/**
 * How much is measured.
 *
 * @param warmUp containers of each side before anything counts; the server's and our own code is compiled by then
 * @param startBlocks blocks of create+start; each has two turns of each side
 * @param perTurn containers in a turn
 * @param throughputBlocks blocks for each number of clients; each has two turns of each side
 * @param livesPerTurn containers that a turn of throughput runs, over all its clients
 * @param running containers that run while memory is measured, and then are killed
 * @param serverStarts starts of the server
 * @param ctrCalls calls of {@code ctr version}
 * @param calls calls of each inner operation
 * @param restored containers of the fake runtime that a killed server comes back to; a tenth of that by runc
 * @param logBlocks output of the container that fills its log, in units of 8 MiB
 * @param logRuns how often it does
 */
record Plan(
        int warmUp,
        int startBlocks,
        int perTurn,
        int throughputBlocks,
        int livesPerTurn,
        int running,
        int serverStarts,
        int ctrCalls,
        int calls,
        int restored,
        int logBlocks,
        int logRuns) {
    /** Enough for the numbers in the documents: under 6 minutes on two cores. */
    static final Plan FULL = new Plan(40, 20, 4, 3, 24, 50, 5, 20, 1000, 1000, 32, 5);

    /** A first look: under 2 minutes. */
    static final Plan QUICK = new Plan(15, 8, 2, 1, 12, 50, 2, 8, 300, 200, 16, 3);

    /** Only to see that everything works. */
    static final Plan SMOKE = new Plan(8, 1, 1, 1, 4, 2, 1, 1, 5, 10, 1, 1);
}
