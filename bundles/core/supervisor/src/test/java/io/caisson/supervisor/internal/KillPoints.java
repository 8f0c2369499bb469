package io.caisson.supervisor.internal;

import java.util.ArrayList;
import java.util.List;

/** Counts the places where one server touches the world and lets it die at one of them; dead, it touches nothing. */
final class KillPoints {
    private final List<String> hit = new ArrayList<>();
    private final int dieAt;
    private boolean dead;

    /** @param dieAt 1 is the first place; 0 is never */
    KillPoints(int dieAt) {
        this.dieAt = dieAt;
    }

    synchronized void checkAlive() {
        if (dead) {
            throw new SimulatedCrash("dead since " + last());
        }
    }

    synchronized void at(String point) {
        checkAlive();
        hit.add(point);
        if (hit.size() == dieAt) {
            dead = true;
            throw new SimulatedCrash(point);
        }
    }

    synchronized boolean isDead() {
        return dead;
    }

    synchronized String last() {
        return hit.isEmpty() ? "none" : hit.size() + " " + hit.get(hit.size() - 1);
    }
}
