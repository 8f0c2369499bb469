package io.caisson.shell.internal.command;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.Signal;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Joins the caller's streams, signals and terminal with those of a process, until it ends or the caller goes. */
final class Foreground {
    /** How long a container waits for a caller that takes nothing: its log is for others too. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Invocation io;
    private final boolean input;
    private final OutputQueue output;
    private final AtomicReference<TerminalSize> lastSize = new AtomicReference<>();
    private volatile Attachment attached; // null before join()

    private Foreground(Invocation io, boolean input, OutputQueue output) {
        this.io = io;
        this.input = input;
        this.output = output;
    }

    /**
     * {@return for a process whose output nobody else has, so that it waits for the caller}
     *
     * @param input whether the caller's standard input is for the process
     */
    static Foreground ofExec(Invocation io, boolean input) {
        return new Foreground(io, input, new OutputQueue(Optional.empty()));
    }

    /**
     * {@return for a container's first process, whose output is logged too}
     *
     * @param input whether the caller's standard input is for the process
     */
    static Foreground ofInit(Invocation io, boolean input) {
        return new Foreground(io, input, new OutputQueue(Optional.of(PATIENCE)));
    }

    /** {@return takes the output; before {@link #join} it is kept} */
    OutputListener output() {
        return output;
    }

    /**
     * Prepares the caller's terminal for a process that has one and does not run yet: so not even its first output comes
     * to a terminal that is not raw.
     *
     * @return its size; empty when there is none
     */
    Optional<TerminalSize> takeTerminal() {
        if (!io.stdinIsTerminal() && !io.stdoutIsTerminal()) {
            return Optional.empty();
        }
        io.followTerminal(input && io.stdinIsTerminal(), this::resized);
        return io.terminalSize();
    }

    private void resized(TerminalSize size) {
        lastSize.set(size); // the last one wins, also of those that come before there is a process
        Attachment process = attached;
        if (process != null) {
            process.resize(size);
        }
    }

    /**
     * Shows the output until the end of the process; lets go of the attachment.
     *
     * @param killer hands a signal on
     * @return how it ended; empty when the caller went or the shell closes
     */
    Optional<ExitStatus> join(Attachment attachment, Consumer<Signal> killer) throws InterruptedException {
        try (attachment) {
            io.followSignals(signal -> send(killer, signal));
            attached = attachment;
            Optional.ofNullable(lastSize.get()).ifPresent(attachment::resize);
            if (input) {
                io.followInput(new StdinOf(attachment));
            }
            CompletableFuture<ExitStatus> exit = attachment.exit().toCompletableFuture();
            exit.whenComplete((status, failure) -> output.end());
            io.ending().thenRun(output::close);
            output.drainTo(io);
            CompletableFuture.anyOf(exit, io.ending()).get();
            return Optional.ofNullable(exit.getNow(null));
        } catch (CallerGoneException e) {
            return Optional.empty(); // the process goes on without a reader
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaissonException failure) {
                throw failure;
            }
            throw new IllegalStateException("the wait for a process failed", e.getCause());
        } finally {
            output.close();
        }
    }

    private static void send(Consumer<Signal> killer, Signal signal) {
        try {
            killer.accept(signal);
        } catch (CaissonException e) {
            return; // it has ended meanwhile
        }
    }

    /** Input of a process that may have closed it, which is no failure of ours. */
    private record StdinOf(Attachment attachment) implements Invocation.InputSink {
        @Override
        public void write(ByteBuffer bytes) {
            try {
                attachment.writeStdin(bytes);
            } catch (CaissonException e) {
                return; // as a shell's pipe into a program that has stopped reading
            }
        }

        @Override
        public void end() {
            attachment.closeStdin();
        }
    }
}
