package io.caisson.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** SIGKILL at random times while containers come, run further processes and go. */
final class RandomKills {
    private static final int WORKERS = 3;
    private static final int LEAST_MILLIS = 50;
    private static final int MOST_MILLIS = 2_000;

    private final Lane lane;
    private final Counters counters;
    private final Random random;

    RandomKills(Lane lane, Counters counters, Random random) {
        this.lane = lane;
        this.counters = counters;
        this.random = random;
    }

    void run(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        for (int round = 1; System.nanoTime() < end; round++) {
            long after = lane.lastSequence();
            List<Box> boxes = liveUntilDeath();
            counters.killed();
            lane.start();
            String where = "random#" + round + ":" + lane.runtime().word();
            for (Box box : boxes) {
                new Inquest(lane, box, after, counters, where).hold();
            }
            new Inquest(lane, boxes.get(0), after, counters, where).leaks();
            boxes.forEach(Box::close);
        }
    }

    private List<Box> liveUntilDeath() throws InterruptedException {
        List<Box> boxes = new ArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        for (int i = 0; i < WORKERS; i++) {
            workers.execute(() -> {
                boolean alive = true;
                while (alive) {
                    Box box = lane.box();
                    synchronized (boxes) {
                        boxes.add(box);
                    }
                    alive = live(box);
                }
            });
        }
        Thread.sleep(LEAST_MILLIS + random.nextInt(MOST_MILLIS));
        lane.kill();
        workers.shutdown();
        if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a call goes on though the server is dead");
        }
        return boxes;
    }

    /** {@return whether the server lived through it} */
    private static boolean live(Box box) {
        boolean through =
                box.create().given() && box.start().given() && box.exec("x1").given();
        box.finish();
        return through && box.awaitEnd().given() && box.delete(false).given();
    }
}
