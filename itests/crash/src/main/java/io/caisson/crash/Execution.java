package io.caisson.crash;

import io.caisson.crash.Counters.Kind;
import io.caisson.testkit.host.EventLaws;
import io.caisson.testkit.host.JmxClient.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Runs the cases of one lane: with a trace to find out what is hit, or to the death. */
final class Execution {
    private static final Duration TAIL = Duration.ofMillis(500);
    /** One restart of so many dies, too. */
    private static final int DOUBLE_DEATHS = 8;

    private final Lane lane;
    private final Counters counters;
    private final Random random;
    private long lastSequence;

    Execution(Lane lane, Counters counters, Random random) {
        this.lane = lane;
        this.counters = counters;
        this.random = random;
    }

    /** {@return how often an operation hits each point} The server lives through it. */
    Map<String, Integer> record(Operation operation) {
        Path hits = lane.server().stateDir().resolveSibling("hits");
        String where = "trace:" + operation.word() + ":" + lane.runtime().word();
        try (Box box = lane.box()) {
            operation.prepare(box);
            act(operation, box, "trace(" + hits + ")");
            lane.arm("");
            Map<String, Integer> counts = new TreeMap<>();
            for (String name : (Files.exists(hits) ? Files.readAllLines(hits) : List.<String>of())) {
                counts.merge(name, 1, Integer::sum);
            }
            Files.deleteIfExists(hits);
            settle(box, where);
            return counts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether the lane can be used for the next one} */
    boolean die(Case wanted) {
        try (Box box = lane.box()) {
            wanted.operation().prepare(box);
            act(wanted.operation(), box, wanted.plan());
            if (!Lane.within(TAIL, () -> !lane.isAlive())) {
                counters.missed();
                lane.arm("");
            } else {
                counters.killed();
                lane.kill();
                restart();
            }
            Answer again = wanted.operation().again(box);
            if (!again.given()
                    || (!again.ok()
                            && again.status() != Box.EXEC_STATUS
                            && again.reason().isEmpty())) {
                counters.found(Kind.UNLAWFUL, wanted.toString(), "no clear answer to the repetition: " + again);
            }
            settle(box, wanted.toString());
            return counters.allWell(wanted.toString());
        } catch (AssertionError | IllegalStateException e) {
            counters.found(Kind.UNLAWFUL, wanted.toString(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** All that was ever told in this lane, once more and as a whole. */
    void closeJournal() {
        try {
            EventLaws.assertLawful(wholeLives(lane.events(0)));
        } catch (AssertionError e) {
            counters.found(Kind.UNLAWFUL, "journal:" + lane.runtime().word(), String.valueOf(e.getMessage()));
        }
    }

    /** {@return without those containers of which the journal has given up the beginning} */
    private static List<Event> wholeLives(List<Event> events) {
        Set<String> created = new HashSet<>();
        return events.stream()
                .filter(event -> {
                    if (event.type().equals("created")) {
                        created.add(event.id());
                    }
                    return created.contains(event.id());
                })
                .toList();
    }

    private void act(Operation operation, Box box, String plan) {
        if (!operation.atStart()) {
            lane.arm(plan);
            operation.act(box);
        } else if (lane.startArmed(plan)) {
            lane.awaitRestored();
        }
    }

    private void restart() {
        if (random.nextInt(DOUBLE_DEATHS) == 0 && lane.startArmed("recovery.reconciled=kill")) {
            Lane.within(TAIL, () -> !lane.isAlive());
            if (!lane.isAlive()) {
                counters.killed();
            }
            lane.kill();
        }
        lane.start();
    }

    private void settle(Box box, String where) {
        Inquest inquest = new Inquest(lane, box, lastSequence, counters, where);
        inquest.hold();
        inquest.leaks();
        lastSequence = lane.lastSequence();
    }
}
