package io.caisson.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.caisson.crash.Counters.Kind;
import io.caisson.testkit.host.EventLaws;
import io.caisson.testkit.host.JmxClient.Event;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** After a restart: brings a container to its end and compares what the server tells with what its processes wrote. */
final class Inquest {
    /** A shim that no server ever spoke to waits half a minute. */
    private static final Duration SHIM_ENDS_BY_ITSELF = Duration.ofSeconds(45);

    private static final int STATUS_OF_SIGKILL = 137;

    private final Lane lane;
    private final Box box;
    private final long after;
    private final Counters counters;
    private final String where;

    /** @param after sequence number of the last event before the container was created */
    Inquest(Lane lane, Box box, long after, Counters counters, String where) {
        this.lane = lane;
        this.box = box;
        this.after = after;
        this.counters = counters;
        this.where = where;
    }

    void hold() {
        bringToEnd();
        List<Event> events = events();
        if (box.isRestarting()) {
            lives(events);
        } else {
            init(events);
            once(events, "created");
            once(events, "started");
            once(events, "exited");
            once(events, "deleted");
        }
        execs(events);
        try {
            EventLaws.assertLawful(events);
        } catch (AssertionError e) {
            found(Kind.UNLAWFUL, e.getMessage());
        }
    }

    /** When no other container of the lane is left. */
    void leaks() {
        try {
            lane.leaks().assertNone(SHIM_ENDS_BY_ITSELF);
        } catch (AssertionError e) {
            found(Kind.RESIDUE, e.getMessage());
        }
    }

    private List<Event> events() {
        return lane.events(after).stream()
                .filter(event -> event.id().equals(box.id()))
                .toList();
    }

    private void found(Kind kind, String what) {
        counters.found(kind, where, what);
    }

    private void bringToEnd() {
        Optional<JsonNode> view = lane.find(box.id());
        if (view.isEmpty()) {
            if (box.isCreated() && !box.isDeleteAsked()) {
                found(Kind.LOST, "the container that was acknowledged is gone");
            }
            return;
        }
        if (box.isDeleted()) {
            found(Kind.LOST, "the deletion that was acknowledged has not happened");
        }
        String status = view.get().path("status").asText();
        switch (status) {
            case "created" -> {
                if (box.isStartable()) {
                    box.start().require("start after restart");
                }
            }
            case "paused" -> lane.ctr().call("resume", box.id()).require("resume after restart");
            case "running", "stopped" -> {}
            default -> found(Kind.LOST, "it is " + view.get());
        }
        if (box.isRestarting()) {
            endForGood();
            return;
        }
        if (box.isStartable()) {
            box.finish();
            box.awaitEnd();
        }
        lines();
        Answer deleted = box.delete(false);
        if (!deleted.ok() && !deleted.reason().equals("container.unknown")) {
            found(Kind.UNLAWFUL, "it cannot be deleted: " + deleted);
        }
    }

    /** Its second life must come, whatever the server was doing when it died. */
    private void endForGood() {
        box.awaitLife(2);
        if (box.marks("started").size() < 2) {
            found(Kind.LOST, "it was not started again");
        }
        Answer deleted = box.delete(true);
        if (!deleted.ok()) {
            found(Kind.UNLAWFUL, "it cannot be deleted: " + deleted);
        }
    }

    private void lives(List<Event> events) {
        int starts = box.marks("started").size();
        long told = count(events, "started", "init");
        // A life that is killed at once may not have written anything.
        if (starts > told) {
            found(Kind.LOST, "init ran " + starts + " times, told were " + told);
        }
        List<Integer> statuses = events.stream()
                .filter(event -> event.type().equals("exited"))
                .map(Event::status)
                .toList();
        if (statuses.size() != told) {
            found(statuses.size() < told ? Kind.LOST : Kind.DOUBLED, told + " starts, but exits " + statuses);
        }
        // Each life ends with its deletion.
        if (count(events, "deleted", "init") != count(events, "created", "init")) {
            found(Kind.LOST, "creations and deletions are not as many: " + events);
        }
        if (Collections.frequency(statuses, Box.STATUS) != box.marks("ended").size()) {
            found(Kind.LOST, "init ended by itself " + box.marks("ended").size() + " times, told were " + statuses);
        }
    }

    private void lines() {
        if (box.marks("lines").isEmpty()) {
            return;
        }
        List<Integer> logged = box.logged();
        for (int line = 1; line <= Box.LINES; line++) {
            int times = Collections.frequency(logged, line);
            if (times == 0) {
                found(Kind.LOST, "line " + line + " of its output is not in the log");
                return;
            }
            if (times > 1) {
                found(Kind.DOUBLED, "line " + line + " of its output is in the log " + times + " times");
                return;
            }
        }
    }

    private void init(List<Event> events) {
        int starts = box.marks("started").size();
        long told = count(events, "started", "init");
        if (starts > 1) {
            found(Kind.DOUBLED, "init ran " + starts + " times");
        }
        if (starts == 1 && told == 0) {
            found(Kind.LOST, "init ran, but started was not told");
        }
        if (box.isStarted() && told == 0) {
            found(Kind.LOST, "start was acknowledged, but started was not told");
        }
        if (box.isCreated() && count(events, "created", "init") == 0) {
            found(Kind.LOST, "create was acknowledged, but created was not told");
        }
        if (count(events, "created", "init") > 0 && count(events, "deleted", "init") == 0) {
            found(Kind.LOST, "deleted was not told");
        }
        if (told == 0) {
            return;
        }
        List<String> ended = box.marks("ended");
        int truth = ended.isEmpty() ? STATUS_OF_SIGKILL : Integer.parseInt(ended.get(0));
        if (ended.isEmpty() && !box.isKilled()) {
            found(Kind.LOST, "init ended before its time");
        }
        exit(events, "exited", "init", truth);
    }

    private void exit(List<Event> events, String type, String process, int truth) {
        List<Integer> statuses = events.stream()
                .filter(event -> event.type().equals(type) && event.process().equals(process))
                .map(Event::status)
                .toList();
        if (statuses.isEmpty()) {
            found(Kind.LOST, "the exit of " + process + " with " + truth + " was not told");
        } else if (statuses.get(0) != truth) {
            found(Kind.LOST, process + " ended with " + truth + ", told was " + statuses.get(0));
        }
        if (statuses.size() > 1) {
            found(Kind.DOUBLED, "exits of " + process + ": " + statuses);
        }
    }

    private void execs(List<Event> events) {
        for (String process : box.executing()) {
            int runs = box.marks(process).size();
            boolean told = count(events, "exec-started", process) > 0;
            if (runs > 1) {
                found(Kind.DOUBLED, process + " ran " + runs + " times");
            }
            if (box.executed().contains(process) && !told) {
                found(Kind.LOST, "the end of " + process + " was acknowledged, but its start was not told");
            }
            if (told) {
                exit(events, "exec-exited", process, runs > 0 ? Box.EXEC_STATUS : STATUS_OF_SIGKILL);
            }
        }
    }

    private void once(List<Event> events, String type) {
        if (count(events, type, "init") > 1) {
            found(Kind.DOUBLED, type + " was told more than once: " + events);
        }
    }

    private static long count(List<Event> events, String type, String process) {
        return events.stream()
                .filter(event -> event.type().equals(type) && event.process().equals(process))
                .count();
    }
}
