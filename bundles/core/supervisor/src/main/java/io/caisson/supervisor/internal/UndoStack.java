package io.caisson.supervisor.internal;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be taken back when a later step fails. For one thread. */
final class UndoStack {
    private record Step(String what, Runnable action) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    void push(String what, Runnable action) {
        steps.push(new Step(what, action));
    }

    /** Takes back everything, newest first; what fails is attached to {@code cause} and the rest goes on. */
    void undo(Throwable cause) {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.action().run();
            } catch (RuntimeException e) {
                cause.addSuppressed(new IllegalStateException("could not " + step.what(), e));
            }
        }
    }
}
