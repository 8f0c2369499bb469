package io.caisson.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Create + start of a container that sleeps, one at a time; then its end: kill, until it is known to have ended, delete.
 * A block takes all sides in a random order and then again in the reverse one (A B C C B A), so that whatever else the
 * machine does falls on all alike; ratios are taken within a block.
 */
final class StartLatency {
    private final Plan plan;
    private final Path ociBundle;
    private final Random random;
    private final List<Side> sides;
    private final Map<String, Times> times = new LinkedHashMap<>();
    private int next;

    /** What one side took, over all blocks. */
    private static final class Times {
        private final Samples create = new Samples();
        private final Samples start = new Samples();
        private final Samples both = new Samples();
        private final Samples end = new Samples();
        private final Samples startRatio = new Samples();
        private final Samples startOver = new Samples();
        private final Samples endRatio = new Samples();
        private Samples blockBoth = new Samples();
        private Samples blockEnd = new Samples();
    }

    /** @param sides the first is what the others are compared with */
    StartLatency(Plan plan, Path ociBundle, Random random, List<Side> sides) {
        this.plan = plan;
        this.ociBundle = ociBundle;
        this.random = random;
        this.sides = sides;
        sides.forEach(side -> times.put(side.name(), new Times()));
    }

    void warmUp() {
        for (int i = 0; i < plan.warmUp(); i++) {
            for (Side side : sides) {
                one(side, new Times());
            }
        }
    }

    void measure() {
        for (int block = 0; block < plan.startBlocks(); block++) {
            List<Side> order = new ArrayList<>(sides);
            Collections.shuffle(order, random);
            order.forEach(this::turn);
            Collections.reverse(order);
            order.forEach(this::turn);
            compare();
        }
    }

    private void turn(Side side) {
        for (int i = 0; i < plan.perTurn(); i++) {
            one(side, times.get(side.name()));
        }
    }

    private void one(Side side, Times into) {
        String id = side.name() + "-" + next++;
        long begin = System.nanoTime();
        side.create(id, ociBundle);
        long created = System.nanoTime();
        side.start(id);
        long started = System.nanoTime();
        side.kill(id);
        side.awaitEnd(id);
        side.delete(id);
        long deleted = System.nanoTime();
        into.create.addNanosAsMillis(created - begin);
        into.start.addNanosAsMillis(started - created);
        into.blockBoth.addNanosAsMillis(started - begin);
        into.blockEnd.addNanosAsMillis(deleted - started);
    }

    private void compare() {
        Times anchor = times.get(sides.get(0).name());
        for (Times each : times.values()) {
            each.startRatio.add(each.blockBoth.median() / anchor.blockBoth.median());
            each.startOver.add(each.blockBoth.median() - anchor.blockBoth.median());
            each.endRatio.add(each.blockEnd.median() / anchor.blockEnd.median());
        }
        for (Times each : times.values()) {
            each.both.addAll(each.blockBoth);
            each.end.addAll(each.blockEnd);
            each.blockBoth = new Samples();
            each.blockEnd = new Samples();
        }
    }

    void report(Figures figures) {
        for (Side side : sides) {
            report(side, times.get(side.name()), figures);
        }
    }

    private void report(Side side, Times its, Figures figures) {
        boolean anchor = side == sides.get(0);
        String by = anchor ? "bare " + side.name() : "by " + side.name();
        // The server over JMX is the main case: its names are the short ones.
        String part = side.name().equals("jmx") ? "" : side.name() + ".";
        figures.addPercentiles("start." + part + "ms", its.both, "ms", "create + start " + by);
        figures.add("create." + part + "ms.p50", its.create.median(), "ms", its.create.size(), "of that, create");
        figures.addPercentiles("end." + part + "ms", its.end, "ms", "kill until ended + delete " + by);
        if (!anchor) {
            int blocks = its.startRatio.size();
            figures.add(
                    "start." + part + "over.runc.ms",
                    its.startOver.median(),
                    "ms",
                    blocks,
                    "create + start " + by + " less bare runc's, median of blocks");
            figures.add(
                    "start." + part + "ratio.runc",
                    its.startRatio.median(),
                    "x",
                    blocks,
                    "create + start " + by + " / bare runc's, median of blocks");
            figures.add(
                    "exit." + part + "ratio.runc",
                    its.endRatio.median(),
                    "x",
                    blocks,
                    "kill until ended + delete " + by + " / bare runc's, median of blocks");
        }
    }
}
