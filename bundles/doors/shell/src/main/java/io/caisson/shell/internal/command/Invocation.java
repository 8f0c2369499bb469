package io.caisson.shell.internal.command;

import io.caisson.api.container.Signal;
import io.caisson.api.container.TerminalSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The caller of one command: where it stands, its streams, its terminal. Safe for many threads.
 *
 * <p>Output waits while the caller is slow, and fails with {@link CallerGoneException} when it is gone.
 */
public interface Invocation {
    /** Why a command should end before it is done. */
    enum Ending {
        /** Nobody is there any more. */
        CALLER_GONE,
        /** The shell closes; what runs in containers must not notice. */
        SHELL_CLOSING
    }

    /** Takes the caller's input. */
    interface InputSink {
        /** @param bytes valid during the call only */
        void write(ByteBuffer bytes);

        /** The input has ended. */
        void end();
    }

    /** {@return the caller's working directory, absolute: its relative paths begin here} */
    Path cwd();

    boolean stdinIsTerminal();

    boolean stdoutIsTerminal();

    /** Writes bytes to the caller's standard output. */
    void out(ByteBuffer bytes);

    /** Writes bytes to the caller's standard error. */
    void err(ByteBuffer bytes);

    default void out(String text) {
        out(StandardCharsets.UTF_8.encode(text));
    }

    default void err(String text) {
        err(StandardCharsets.UTF_8.encode(text));
    }

    /** {@return the size of the caller's terminal; asks the caller; empty without a terminal} */
    Optional<TerminalSize> terminalSize();

    /**
     * Hears of each change of the terminal's size.
     *
     * @param raw every key goes to the command from now on
     */
    void followTerminal(boolean raw, Consumer<TerminalSize> resized);

    /** From now on the caller's SIGINT and SIGTERM come here instead of ending it. */
    void followSignals(Consumer<Signal> received);

    /** Begins to read the caller's input; before that none is taken. Once per call. */
    void followInput(InputSink sink);

    /** {@return completed when the command should end before it is done} */
    CompletableFuture<Ending> ending();

    /** {@return whether the command should end; waits for that so long} */
    default boolean awaitEnding(long millis) throws InterruptedException {
        try {
            ending().get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }
}
