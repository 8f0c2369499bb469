package io.caisson.api.failpoint;

/**
 * Where the server passes a named instant, it says so here, with a literal: {@code FailPoints.hit("ledger.after-persist")}.
 * Names are {@code area.instant} in lower case. A test of the whole repository fails on a point that no test kills.
 *
 * <p>The system property {@code caisson.failpoints} holds what shall happen, or {@code @FILE} for a file that holds it and
 * may be replaced while the server runs; {@link FailPointPlan} has the grammar. Without the property {@link #hit} is an
 * empty method to the compiler. Safe for many threads.
 */
public final class FailPoints {
    /** The system property that turns them on. */
    public static final String PROPERTY = "caisson.failpoints";

    private static final boolean ON = System.getProperty(PROPERTY) != null;

    private FailPoints() {}

    /** {@return whether this server was started with the property} */
    public static boolean on() {
        return ON;
    }

    /**
     * The server is at this point now. Usually nothing happens.
     *
     * @param name a literal at the place of the call
     * @throws io.caisson.api.error.CaissonException INTERNAL {@code failpoint} where the plan says {@code throw}
     */
    public static void hit(String name) {
        if (ON) {
            Armed.POINTS.hit(name);
        }
    }

    /** Hands over what this package cannot do itself, since it does no I/O. Does nothing when they are off. */
    public static void install(FailPointHost host) {
        if (ON) {
            Armed.POINTS.install(host);
        }
    }

    /** Loaded only when they are on. */
    private static final class Armed {
        private static final ArmedPoints POINTS = new ArmedPoints(System.getProperty(PROPERTY));
    }
}
