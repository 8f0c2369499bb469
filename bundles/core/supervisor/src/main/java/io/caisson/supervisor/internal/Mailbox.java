package io.caisson.supervisor.internal;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another, in order, on threads of shared pools. One per container, so that its state needs no lock.
 * Calls, which may run a slow runtime, and facts, such as exits, wake it on threads of different pools: many runtimes that
 * hang keep no other container's exit waiting. Safe for many threads.
 */
final class Mailbox implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    /** Calls of clients that may wait; facts such as an exit are never refused. */
    private static final int MAX_WAITING_CALLS = 256;

    /** What a call may take longer than its deadline, so that its own, better error arrives, with its undo done. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** How long the bookkeeping of something that has happened is waited for. */
    private static final Duration REPORT_PATIENCE = Duration.ofSeconds(60);

    /**
     * @param threads where it runs; a fact runs on whatever thread is there
     * @param refused called instead of {@code run} when the pool takes nothing any more
     */
    private record Task(Executor threads, Runnable run, Runnable refused) {}

    private final String owner;
    private final Executor facts;
    private final Executor calls;
    private final Queue<Task> waiting = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this

    /**
     * @param facts threads for what takes note of something; never waits for a runtime for long
     * @param calls threads for what clients ask for
     */
    Mailbox(String owner, Executor facts, Executor calls) {
        this.owner = owner;
        this.facts = facts;
        this.calls = calls;
    }

    /** Runs a task after all that were given before; refuses only when the server goes down. */
    @Override
    public void execute(Runnable task) {
        executeOn(facts, task);
    }

    /** As {@link #execute}, for what may take a runtime long. */
    void executeSlow(Runnable task) {
        executeOn(calls, task);
    }

    /** As {@link #execute}, on other threads: those of the pools stay free if the task hangs. */
    void executeOn(Executor threads, Runnable task) {
        // What is on disk is enough for the next server.
        submit(new Task(
                threads,
                task,
                () -> log.atDebug().addKeyValue("container", owner).log("task dropped, the server stops")));
    }

    /**
     * Runs a task and waits for what it gives.
     *
     * @throws CaissonException RESOURCE_EXHAUSTED {@code container.busy}; DEADLINE_EXCEEDED {@code operation.timeout};
     *     ABORTED {@code operation.interrupted}; UNAVAILABLE {@code server.stopping}
     */
    <T> T call(String verb, Deadline deadline, Callable<T> task) {
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING_CALLS) {
                throw new CaissonException(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "container.busy",
                        "container " + owner + " has " + waiting.size() + " operations waiting");
            }
        }
        return await(verb, deadline, submit(calls, () -> {
            if (deadline.hasPassed()) {
                throw tooLate(verb);
            }
            return task.call();
        }));
    }

    /**
     * Runs what takes note of something that has happened: it is not refused, and runs however late it is. Waits for it
     * for a while.
     *
     * @throws CaissonException as {@link #call}, without {@code container.busy}
     */
    void report(String verb, Runnable fact) {
        await(verb, Deadline.after(REPORT_PATIENCE), submit(facts, () -> {
            fact.run();
            return null;
        }));
    }

    private <T> CompletableFuture<T> submit(Executor threads, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                result.complete(task.call());
            } catch (Exception | Error e) { // the caller waits for it, whatever it is
                result.completeExceptionally(e);
            }
        };
        submit(new Task(
                threads,
                run,
                () -> result.completeExceptionally(
                        new CaissonException(ErrorCode.UNAVAILABLE, "server.stopping", "the server is going down"))));
        return result;
    }

    private void submit(Task task) {
        synchronized (this) {
            if (running) {
                waiting.add(task);
                return;
            }
            running = true;
        }
        runOn(task.threads(), task);
    }

    private void runOn(Executor threads, Task first) {
        try {
            threads.execute(() -> drain(threads, first));
        } catch (OutOfMemoryError e) { // no thread can be made; one of the heap ends the JVM
            log.atError().addKeyValue("container", owner).setCause(e).log("there is no thread, the caller's is used");
            drain(threads, first);
        } catch (RejectedExecutionException e) {
            for (Task dropped = first; dropped != null; dropped = next()) {
                dropped.refused().run();
            }
        }
    }

    private <T> T await(String verb, Deadline deadline, CompletableFuture<T> result) {
        try {
            return result.get(deadline.remaining().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooLate(verb);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaissonException(
                    ErrorCode.ABORTED,
                    "operation.interrupted",
                    verb + " of container " + owner + " was interrupted; it may still happen");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaissonException known) {
                throw known;
            }
            throw new CaissonException(
                    ErrorCode.INTERNAL,
                    "operation.failed",
                    verb + " of container " + owner + " failed: " + e.getCause(),
                    Map.of("container", owner),
                    e.getCause());
        }
    }

    private CaissonException tooLate(String verb) {
        return new CaissonException(
                ErrorCode.DEADLINE_EXCEEDED,
                "operation.timeout",
                verb + " of container " + owner + " did not end in time; its outcome is unknown");
    }

    private void drain(Executor mine, Task first) {
        for (Task task = first; task != null; task = next()) {
            if (task.threads() != mine && task.threads() != facts) {
                runOn(task.threads(), task);
                return;
            }
            try {
                task.run().run();
            } catch (RuntimeException | Error e) { // a bad task must not stop the container's later ones
                log.atError().addKeyValue("container", owner).setCause(e).log("a container's task failed");
            }
        }
    }

    private synchronized Task next() {
        Task task = waiting.poll();
        running = task != null;
        return task;
    }
}
