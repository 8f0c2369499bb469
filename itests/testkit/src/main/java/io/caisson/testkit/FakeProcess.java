package io.caisson.testkit;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.OutputListener.Source;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.ProcessView;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/** A process of {@link FakeContainers}: what its {@link FakeProgram} sees, and its streams. Safe for many threads. */
public final class FakeProcess {
    private static final long ASK_AGAIN_MILLIS = 1000;

    private final ContainerId container;
    private final ProcessId id;
    private final ProcessIdentity identity;
    private final List<String> args;
    private final boolean terminal;
    private final boolean hasStdin;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final List<OutputListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch killed = new CountDownLatch(1);
    private final Object output = new Object(); // one writer at a time; held while listeners are called
    private final Queue<byte[]> input = new ArrayDeque<>(); // guarded by itself
    private final List<TerminalSize> sizes = new ArrayList<>(); // guarded by itself
    private boolean inputEnded; // guarded by input
    private volatile Optional<Instant> startedAt = Optional.empty();
    private volatile Optional<ExitStatus> ended = Optional.empty();

    FakeProcess(
            ContainerId container,
            ProcessId id,
            ProcessIdentity identity,
            List<String> args,
            boolean terminal,
            boolean hasStdin) {
        this.container = container;
        this.id = id;
        this.identity = identity;
        this.args = List.copyOf(args);
        this.terminal = terminal;
        this.hasStdin = hasStdin;
    }

    public ProcessId id() {
        return id;
    }

    public List<String> args() {
        return args;
    }

    public boolean terminal() {
        return terminal;
    }

    /** {@return sizes given to the terminal, oldest first} */
    public List<TerminalSize> sizes() {
        synchronized (sizes) {
            return List.copyOf(sizes);
        }
    }

    /** {@return what was written next; empty at the end of input and when it was killed} */
    public Optional<byte[]> read() throws InterruptedException {
        synchronized (input) {
            while (input.isEmpty() && !inputEnded && hasStdin) {
                input.wait();
            }
            return Optional.ofNullable(input.poll());
        }
    }

    /** Waits until it is killed or a test ends it. */
    public void awaitEnd() throws InterruptedException {
        killed.await();
    }

    public void writeStdout(byte[] bytes) {
        write(Source.STDOUT, bytes);
    }

    /** Writes to standard error; with a terminal it comes out as standard output. */
    public void writeStderr(byte[] bytes) {
        write(terminal ? Source.STDOUT : Source.STDERR, bytes);
    }

    private void write(Source source, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        synchronized (output) {
            for (OutputListener listener : listeners) {
                awaitReady(listener);
                listener.onOutput(source, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            }
        }
    }

    /** As a process whose pipe is full; one that has ended has written what it has written. */
    private void awaitReady(OutputListener listener) {
        try {
            while (ended.isEmpty() && !listener.ready(this::wake)) {
                output.wait(ASK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        synchronized (output) {
            output.notifyAll();
        }
    }

    ProcessIdentity identity() {
        return identity;
    }

    Optional<ExitStatus> ended() {
        return ended;
    }

    CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    /** Runs the program; {@code onExit} hears its code. */
    void begin(Instant now, FakeProgram program, IntConsumer onExit) {
        startedAt = Optional.of(now);
        daemon("fake-" + container + "-" + id, () -> {
            try {
                onExit.accept(program.run(this));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody does that; the process then just never ends
            }
        });
    }

    /**
     * It is dead for everyone who looks; {@link #exit} follows when its output was delivered, which a slow listener may
     * hold up, so not on this thread. Its program is not interrupted: that would close a channel a listener writes to.
     */
    void end(ExitStatus status) {
        ended = Optional.of(status);
        killed.countDown();
        closeInput();
        daemon("fake-exit-" + container + "-" + id, () -> {
            synchronized (output) {
                listeners.clear();
            }
            exit.complete(status);
        });
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    ProcessView view(OptionalLong shimPid) {
        OptionalLong pid =
                startedAt.isPresent() || id.isInit() ? OptionalLong.of(identity.pid()) : OptionalLong.empty();
        return new ProcessView(
                id, pid, ended.isPresent() ? OptionalLong.empty() : shimPid, args, "/", terminal, startedAt, ended);
    }

    Attachment attach(OutputListener listener) {
        listeners.add(listener);
        return new Hold(listener);
    }

    private void closeInput() {
        synchronized (input) {
            inputEnded = true;
            input.notifyAll();
        }
    }

    private final class Hold implements Attachment {
        private final OutputListener listener;

        Hold(OutputListener listener) {
            this.listener = listener;
        }

        @Override
        public void writeStdin(ByteBuffer bytes) {
            synchronized (input) {
                if (!hasStdin || inputEnded) {
                    throw new CaissonException(
                            ErrorCode.FAILED_PRECONDITION,
                            "process.stdin-closed",
                            "process " + id + " of " + container + " has no open standard input");
                }
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                input.add(copy);
                input.notifyAll();
            }
        }

        @Override
        public void closeStdin() {
            closeInput();
        }

        @Override
        public void resize(TerminalSize size) {
            if (terminal) {
                synchronized (sizes) {
                    sizes.add(size);
                }
            }
        }

        @Override
        public CompletionStage<ExitStatus> exit() {
            return exit.minimalCompletionStage();
        }

        @Override
        public void close() {
            listeners.remove(listener);
        }
    }
}
