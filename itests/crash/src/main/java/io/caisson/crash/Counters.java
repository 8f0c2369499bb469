package io.caisson.crash;

import java.util.ArrayList;
import java.util.List;

/** What was found so far. Safe for many threads. */
final class Counters {
    /** What can be wrong. */
    enum Kind {
        /** An exit, an event or a container that was acknowledged is not there, or an exit has not its true status. */
        LOST,
        /** Something was told or done twice. */
        DOUBLED,
        /** Something was left on the host. */
        RESIDUE,
        /** Any other law was broken, or an answer was none. */
        UNLAWFUL
    }

    private final int[] found = new int[Kind.values().length];
    private final List<String> failures = new ArrayList<>();
    private int kills;
    private int shims;
    private int missed;

    synchronized void killed() {
        kills++;
    }

    synchronized void shimKilled() {
        shims++;
    }

    /** The operation ended without passing the point that often. */
    synchronized void missed() {
        missed++;
    }

    synchronized void found(Kind kind, String where, String what) {
        found[kind.ordinal()]++;
        failures.add(kind + " " + where + ": " + what);
        System.err.println("crash: " + kind + " at " + where + ": " + what + "\n  again: ./dev crash --only " + where);
    }

    /** {@return whether nothing was found at that place} */
    synchronized boolean allWell(String where) {
        return failures.stream().noneMatch(failure -> failure.contains(" " + where + ": "));
    }

    synchronized boolean allWell() {
        return failures.isEmpty();
    }

    @Override
    public synchronized String toString() {
        return "kills " + (kills + shims) + " lost " + found[Kind.LOST.ordinal()] + " doubled "
                + found[Kind.DOUBLED.ordinal()]
                + " residue " + found[Kind.RESIDUE.ordinal()] + " unlawful " + found[Kind.UNLAWFUL.ordinal()]
                + " (of servers " + kills + ", of shims " + shims + ", not reached " + missed + ")";
    }
}
