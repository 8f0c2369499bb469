package io.caisson.api.failpoint;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Failpoints that are on. Safe for many threads; what happens at a point happens on the thread that hits it. */
final class ArmedPoints {
    private static final int STATUS_OF_SIGKILL = 137;

    private final String file; // empty for a plan that stays
    private final List<String> early = new ArrayList<>(); // hit before there was a host
    private FailPointPlan plan;
    private FailPointHost host; // null until installed

    /** @param value of the system property */
    ArmedPoints(String value) {
        file = value.startsWith("@") ? value.substring(1) : "";
        plan = file.isEmpty() ? FailPointPlan.parse(value) : FailPointPlan.NONE;
    }

    synchronized void install(FailPointHost installed) {
        host = installed;
        look();
        early.forEach(this::trace);
        early.clear();
    }

    void hit(String name) {
        FailPointAction action;
        synchronized (this) {
            look();
            if (host == null) {
                early.add(name);
            } else {
                trace(name);
            }
            action = plan.next(name);
        }
        act(name, action);
    }

    private void look() {
        if (host != null && !file.isEmpty()) {
            host.replaced(file).ifPresent(text -> plan = FailPointPlan.parse(text));
        }
    }

    private void trace(String name) {
        plan.trace().ifPresent(to -> host.append(to, name));
    }

    private void act(String name, FailPointAction action) {
        switch (action.kind()) {
            case OFF -> {}
            case KILL -> kill();
            case HALT -> Runtime.getRuntime().halt(STATUS_OF_SIGKILL);
            case THROW -> throw new CaissonException(ErrorCode.INTERNAL, "failpoint", name + ": " + action.argument());
            case DELAY -> pause(Long.parseLong(action.argument()));
            case HANG -> pause(Long.MAX_VALUE);
        }
    }

    private void kill() {
        FailPointHost installed;
        synchronized (this) {
            installed = host;
        }
        if (installed != null) {
            installed.kill();
        }
        Runtime.getRuntime().halt(STATUS_OF_SIGKILL);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
