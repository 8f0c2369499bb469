package io.caisson.shell.internal.command;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Joins the caller's streams, signals and terminal with those of a process, until it ends or the caller goes. */
final class Foreground implements OutputListener {
    private final Invocation io;
    private final boolean input;

    /** @param input whether the caller's standard input is for the process */
    Foreground(Invocation io, boolean input) {
        this.io = io;
        this.input = input;
    }

    @Override
    public void onOutput(Source source, ByteBuffer bytes) {
        try {
            if (source == Source.STDOUT) {
                io.out(bytes);
            } else {
                io.err(bytes);
            }
        } catch (CallerGoneException e) {
            return; // the process goes on without a reader; join() ends by itself
        }
    }

    /**
     * Waits for the end of the process; lets go of the attachment.
     *
     * @param terminal whether the process has a terminal
     * @param killer hands a signal on
     * @return how it ended; empty when the caller went or the shell closes
     */
    Optional<ExitStatus> join(Attachment attachment, boolean terminal, Consumer<Signal> killer)
            throws InterruptedException {
        try (attachment) {
            io.followSignals(signal -> send(killer, signal));
            if (terminal && (io.stdinIsTerminal() || io.stdoutIsTerminal())) {
                io.followTerminal(input && io.stdinIsTerminal(), attachment::resize);
            }
            if (input) {
                io.followInput(new StdinOf(attachment));
            }
            CompletableFuture<ExitStatus> exit = attachment.exit().toCompletableFuture();
            CompletableFuture.anyOf(exit, io.ending()).get();
            return Optional.ofNullable(exit.getNow(null));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaissonException failure) {
                throw failure;
            }
            throw new IllegalStateException("the wait for a process failed", e.getCause());
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
