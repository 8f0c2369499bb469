package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.RestartView;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.failpoint.FailPoints;
import io.caisson.api.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The restart policy of one container: what it does after an exit, and who stops it. On the container's mailbox, but for
 * {@link #view} and {@link #isDefined}. What it knows beyond a crash is in the definition; the pauses begin anew.
 */
final class Restarts {
    private static final Logger log = LoggerFactory.getLogger(Restarts.class);
    private static final Duration BUDGET = Duration.ofSeconds(60);
    private static final int SIGKILL = 9;

    private final Collaborators with;
    private final ManagedContainer container;
    private volatile Optional<Instant> nextAt = Optional.empty();
    private volatile String lastError = "";
    private volatile boolean restAsked; // by somebody who waits for it
    private Object plan = new Object(); // mailbox; a scheduled attempt with another one has been cancelled
    private int inARow; // mailbox; lives and attempts since a life that lasted
    private int failed; // mailbox; attempts since the last life

    Restarts(Collaborators with, ManagedContainer container) {
        this.with = with;
        this.container = container;
    }

    private Optional<Definition> definition() {
        return with.definitions().find(container.id());
    }

    boolean isDefined() {
        return definition().isPresent();
    }

    RestartView view() {
        return definition()
                .map(known ->
                        new RestartView(known.policy(), known.restarts(), nextAt, known.stoppedByUser(), lastError))
                .orElse(RestartView.NONE);
    }

    /** Changes what is known at once, and the disk as soon as it takes it. */
    private void note(Definition definition) {
        with.definitions().set(definition);
        container.facts().note("definition", () -> with.definitions().save(container.id()));
    }

    // What happens.

    /** The exit is told: what does the policy do now? */
    void ended() {
        if (!(container.ledger().state() instanceof ContainerState.Stopped stopped) || !isDefined()) {
            return;
        }
        resumed();
        Definition known = definition().orElseThrow();
        if (!known.exit().equals(Optional.of(stopped.exit()))) {
            note(known.ended(stopped.exit()));
        }
        if (lasted(stopped.exit())) {
            inARow = 0;
        }
        schedule(stopped.exit());
    }

    private boolean lasted(ExitStatus exit) {
        return container
                .ledger()
                .record()
                .startedAt()
                .filter(since -> Duration.between(since, exit.finishedAt())
                                .compareTo(with.backoff().settled())
                        >= 0)
                .isPresent();
    }

    private void schedule(ExitStatus exit) {
        cancel();
        Definition known = definition().orElseThrow();
        if (known.stoppedByUser() || !known.wantsAnotherLife(exit, failed)) {
            return;
        }
        Duration pause = with.backoff().pause(inARow);
        inARow++;
        Object mine = plan;
        nextAt = Optional.of(with.clock().instant().plus(pause));
        container.facts().later(pause.toMillis(), () -> container.mailbox().executeSlow(() -> attempt(mine)));
    }

    /** Whatever was planned does not happen. */
    private void cancel() {
        plan = new Object();
        nextAt = Optional.empty();
    }

    private void attempt(Object mine) {
        if (plan != mine || container.isRemoved()) {
            return;
        }
        cancel();
        int restarts = definition().orElseThrow().restarts();
        try {
            live(restarts + 1, Deadline.after(BUDGET));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        lastError = String.valueOf(e.getMessage());
        log.atWarn().addKeyValue("container", container.id()).setCause(e).log("a container could not be started again");
        if (container.ledger().state() instanceof ContainerState.Stopped stopped) {
            failed++;
            schedule(stopped.exit());
        }
    }

    /** A new life under the same id, created and started. The definition comes last: see {@link #resumed}. */
    private void live(int restarts, Deadline deadline) {
        long birth =
                new NextLife(with, container).create(definition().orElseThrow().request(), deadline);
        FailPoints.hit("policy.after-created");
        try {
            requireNoRest();
            container.start(deadline);
        } catch (RuntimeException e) {
            end();
            throw e;
        } finally {
            note(definition().orElseThrow().reborn(birth, restarts));
        }
        failed = 0;
        lastError = "";
    }

    private void requireNoRest() {
        if (restAsked) {
            throw new CaissonException(
                    ErrorCode.ABORTED,
                    "container.stopped-by-user",
                    "container " + container.id() + " was stopped while it was being started again",
                    Map.of("container", container.id().value()));
        }
    }

    /** One that was created and does not start must not stay so: its exit is what the policy goes on from. */
    private void end() {
        if (container.ledger().state() instanceof ContainerState.Created) {
            container
                    .process(ProcessId.INIT)
                    .flatMap(ManagedProcess::shim)
                    .ifPresent(shim -> ManagedContainer.signal(shim, SIGKILL));
        }
    }

    // After a start of the server.

    /** A life that the definition does not know yet was begun by us: it is started if it is not, and noted. */
    void resumed() {
        Optional<Definition> known = definition();
        long birth = container.ledger().record().birth();
        if (known.isEmpty() || known.get().birth() == birth) {
            return;
        }
        if (container.ledger().state() instanceof ContainerState.Created && !container.isInitGone()) {
            try {
                container.start(Deadline.after(BUDGET));
            } catch (RuntimeException e) {
                lastError = String.valueOf(e.getMessage());
                log.atWarn()
                        .addKeyValue("container", container.id())
                        .setCause(e)
                        .log("a container does not start");
                end();
            }
        }
        note(known.get().reborn(birth, known.get().restarts() + 1));
    }

    /** What a server that died in between has made of the next life goes; the last one stands as it did. */
    void takeBack() {
        new NextLife(with, container).takeBack();
    }

    /** The host was booted again. */
    void rebooted() {
        definition().ifPresent(known -> {
            with.definitions().set(known.rebooted());
            with.definitions().save(container.id());
        });
    }

    // What users want.

    /** For any thread: {@link #rest} follows, and what is under way is not started any more. */
    void askForRest() {
        restAsked = true;
    }

    /** From now on the policy rests. */
    void rest() {
        restAsked = false;
        definition().ifPresent(known -> {
            cancel();
            if (!known.stoppedByUser()) {
                note(known.stoppedByUser(true));
            }
        });
    }

    /** Begins a new life of one that has ended. */
    void startByUser(Deadline deadline) {
        boolean wasPlanned = nextAt.isPresent();
        cancel();
        inARow = 0;
        try {
            live(0, deadline);
        } catch (RuntimeException e) {
            if (wasPlanned) {
                failed(e);
            }
            throw e;
        }
    }

    void change(RestartPolicy policy) {
        ContainerRecord record = container.ledger().record();
        Optional<Definition> before = definition();
        CreateRequest request = record.request().withRestart(policy); // refuses what cannot be
        if (policy.isNo()) {
            cancel();
            with.definitions().remove(container.id());
            return;
        }
        boolean ended = record.state() instanceof ContainerState.Stopped;
        with.definitions()
                .set(before.map(known -> known.withPolicy(policy))
                        .orElseGet(() -> new Definition(request, record.birth(), 0, ended, exit(record))));
        try {
            with.definitions().save(container.id());
        } catch (CaissonException e) {
            before.ifPresentOrElse(with.definitions()::set, this::forget);
            throw e;
        }
        ended();
    }

    private static Optional<ExitStatus> exit(ContainerRecord record) {
        return record.state() instanceof ContainerState.Stopped stopped
                ? Optional.of(stopped.exit())
                : Optional.empty();
    }

    /** The container goes, and nothing of it may come back. */
    void forget() {
        cancel();
        with.definitions().remove(container.id());
    }
}
