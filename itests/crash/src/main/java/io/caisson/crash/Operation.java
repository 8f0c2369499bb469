package io.caisson.crash;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the server is doing when it dies. First the container is brought to where the operation begins, then the plan is
 * armed, then the operation runs; those of the second kind leave the server dead and what is armed is its next start.
 */
enum Operation {
    CREATE(box -> {}, Box::create, Box::create),
    CREATE_REFUSED(box -> box.program("no-such-program"), Box::create, Box::create),
    START(Box::create, Box::start, Box::start),
    START_REFUSED(Box::createdForNothing, Box::start, Box::start),
    EXEC(Box::running, box -> box.exec("x1"), box -> box.exec("x2")),
    EXEC_REFUSED(
            Box::running,
            box -> box.lane().ctr().call("exec", box.id(), "--", "no-such-program"),
            box -> box.exec("x2")),
    EXIT(
            Box::running,
            box -> {
                box.finish();
                return box.awaitEnd();
            },
            Box::awaitEnd),
    KILL(
            Box::running,
            box -> {
                box.kill();
                return box.awaitEnd();
            },
            Box::kill),
    PAUSE(Box::running, Box::pauseAndResume, box -> box.lane().ctr().call("resume", box.id())),
    LOG(
            box -> box.running("--log-opt", "max-size=64k", "--log-opt", "max-file=3"),
            box -> {
                box.lines();
                box.awaitMark("lines");
                return box.awaitLines();
            },
            box -> box.exec("x2")),
    RESTART(
            box -> box.running("--restart", "always"),
            box -> {
                box.finish();
                return box.awaitLife(2);
            },
            box -> box.exec("x2")),
    UPDATE(
            Box::running,
            box -> {
                Answer updated = box.update("always");
                if (!updated.ok()) {
                    return updated;
                }
                box.finish();
                return box.awaitLife(2);
            },
            box -> {
                Answer updated = box.update("always");
                if (box.marks("ended").isEmpty()) {
                    box.finish();
                }
                return updated;
            }),
    ROLL(Operation::nearTheEndOfASegment, Box::pauseAndResume, box -> box.exec("x2")),
    DELETE(Operation::ended, box -> box.delete(false), box -> box.delete(false)),
    DELETE_CREATED(Box::create, box -> box.delete(false), box -> box.delete(false)),
    DELETE_FORCED(Box::running, box -> box.delete(true), box -> box.delete(true)),
    AUTO_REMOVE(
            box -> {
                box.running("--rm");
                box.expectRemoval();
            },
            box -> {
                box.finish();
                Answer end = box.awaitEnd();
                Lane.await("it is removed", () -> !box.lane().isAlive() || box.isOffDisk());
                return end;
            },
            box -> box.delete(false)),

    RECOVER_CREATING(box -> box.lane().die("create.after-launch", box::create), Box::create),
    RECOVER_CREATED(Box::create, Box::create),
    RECOVER_STARTING(
            box -> {
                box.create();
                box.lane().die("intent.after-call", box::start);
            },
            Box::start),
    RECOVER_RUNNING(Box::running, box -> box.exec("x2")),
    RECOVER_EXECUTING(
            box -> {
                box.running();
                box.lane().die("exec.after-launch", () -> box.exec("x1"));
            },
            box -> box.exec("x2")),
    RECOVER_EXECUTED(
            box -> {
                box.running();
                box.lane().die("exec.after-exited", () -> box.exec("x1"));
            },
            box -> box.exec("x2")),
    RECOVER_ENDED_MEANWHILE(
            box -> {
                box.running();
                box.lane().kill();
                box.finish();
                box.awaitMark("ended");
            },
            Box::awaitEnd),
    RECOVER_STOPPING(
            box -> {
                box.running();
                box.lane().die("exit.after-stopped", () -> {
                    box.finish();
                    return box.awaitEnd();
                });
            },
            Box::awaitEnd),
    RECOVER_STOPPED(Operation::ended, Box::awaitEnd),
    RECOVER_DELETING(
            box -> {
                ended(box);
                box.lane().die("delete.after-runtime", () -> box.delete(false));
            },
            box -> box.delete(false)),
    RECOVER_TOMBSTONE(
            box -> {
                ended(box);
                box.lane().die("delete.after-tombstone", () -> box.delete(false));
            },
            box -> box.delete(false)),
    RECOVER_RESTARTING(
            box -> {
                box.running("--restart", "always");
                box.lane().die("policy.after-clear", () -> {
                    box.finish();
                    return box.awaitLife(2);
                });
            },
            box -> box.exec("x2")),
    RECOVER_DELETED(
            box -> {
                ended(box);
                box.lane().die("delete.after-told", () -> box.delete(false));
            },
            box -> box.delete(false));

    private static final int MOST_EVENTS = 2_000;

    private final Consumer<Box> prepare;
    private final Function<Box, Answer> act;
    private final Function<Box, Answer> again;

    Operation(Consumer<Box> prepare, Function<Box, Answer> act, Function<Box, Answer> again) {
        this.prepare = prepare;
        this.act = act;
        this.again = again;
    }

    /** The next start is the operation. */
    Operation(Consumer<Box> prepare, Function<Box, Answer> again) {
        this(
                box -> {
                    prepare.accept(box);
                    box.lane().kill();
                },
                null,
                again);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Operation of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    boolean atStart() {
        return act == null;
    }

    void prepare(Box box) {
        prepare.accept(box);
    }

    void act(Box box) {
        act.apply(box);
    }

    /** Does it once more, after the restart: {@return an answer that must be clear} */
    Answer again(Box box) {
        return again.apply(box);
    }

    /** {@return whether that runtime can be brought to it} */
    boolean isOf(RuntimeKind runtime) {
        return switch (this) {
            case START_REFUSED -> runtime == RuntimeKind.RUNC;
            case ROLL -> runtime == RuntimeKind.FAKE; // it takes hundreds of events
            default -> true;
        };
    }

    /** Two segments, so that the first can be retired, and the next event begins a third. */
    private static void nearTheEndOfASegment(Box box) {
        try (Box other = box.lane().longNamedBox()) {
            other.running();
            fill(other, () -> box.lane().segments() > 1 && box.lane().isSegmentFull(2_000));
            other.delete(true).require("delete");
        }
        box.running();
        fill(box, () -> box.lane().isSegmentFull(0));
    }

    private static void fill(Box box, BooleanSupplier full) {
        for (int i = 0; !full.getAsBoolean(); i++) {
            if (i == MOST_EVENTS) {
                throw new AssertionError("the journal does not begin a new segment");
            }
            box.lane().ctr().call(i % 2 == 0 ? "pause" : "resume", box.id()).require("an event");
        }
    }

    private static void ended(Box box) {
        box.running();
        box.finish();
        box.awaitEnd().require("wait");
    }
}
