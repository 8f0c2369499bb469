package io.caisson.supervisor.internal;

/** The server dies here: an Error, so that no undo and no handler of the server's runs. */
final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String point) {
        super(point);
    }
}
