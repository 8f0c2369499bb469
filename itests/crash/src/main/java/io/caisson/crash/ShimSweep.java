package io.caisson.crash;

import io.caisson.crash.Counters.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kills the shim of a first process, then of an exec, at every instruction of its program; the server lives. */
final class ShimSweep {
    private final Lane lane;
    private final Counters counters;

    ShimSweep(Lane lane, Counters counters) {
        this.lane = lane;
        this.counters = counters;
    }

    void run() {
        for (int at = 0; at < Math.max(1, instructions()); at++) {
            die("init", at);
        }
        for (int at = 0; at < instructions(); at++) {
            die("exec", at);
        }
    }

    /** One death. {@return whether all was well} */
    boolean die(String program, int at) {
        String where = "shim-" + program + "#" + at + ":shim:" + lane.runtime().word();
        try (Box box = lane.box()) {
            long after = lane.lastSequence();
            boolean init = program.equals("init");
            if (!init) {
                box.running();
            }
            Lane.replace(lane.shimPlan(), program + " " + at);
            Answer answer = init ? box.create() : box.exec("x1");
            Lane.replace(lane.shimPlan(), "");
            boolean clear = answer.ok()
                    || answer.status() == Box.EXEC_STATUS
                    || !answer.reason().isEmpty();
            if (!clear) {
                counters.found(Kind.UNLAWFUL, where, "no clear answer: " + answer);
            }
            counters.shimKilled();
            Inquest inquest = new Inquest(lane, box, after, counters, where);
            inquest.hold();
            inquest.leaks();
        } catch (AssertionError | IllegalStateException e) {
            counters.found(Kind.UNLAWFUL, where, String.valueOf(e.getMessage()));
        }
        return counters.allWell(where);
    }

    /** {@return how many the last program had} */
    private int instructions() {
        Path size = lane.shimPlan().resolveSibling(lane.shimPlan().getFileName() + ".size");
        try {
            return Files.exists(size) ? Integer.parseInt(Files.readString(size).strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
