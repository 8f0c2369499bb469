package io.caisson.shell.internal.socket;

import io.caisson.api.container.Signal;
import io.caisson.api.container.TerminalSize;
import io.caisson.ctr.wire.FrameReader;
import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import io.caisson.ctr.wire.Hello;
import io.caisson.ctr.wire.WireException;
import io.caisson.shell.internal.command.CallerGoneException;
import io.caisson.shell.internal.command.Invocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A caller at the other end of a connection. The reader of the connection hands frames in by {@link #received}. */
final class WireInvocation implements Invocation {
    private static final int MAX_SIGNAL = 64;
    private static final int SIZE_ANSWER_MILLIS = 2000;

    private final FrameWriter writer;
    private final Hello hello;
    private final Executor workers;
    private final InputQueue input;
    private final AtomicBoolean inputTaken = new AtomicBoolean();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<Optional<TerminalSize>> firstSize = new CompletableFuture<>();
    private volatile boolean followed; // the caller tells its size unasked
    private volatile boolean isRaw; // the caller's terminal needs carriage returns
    private volatile Consumer<TerminalSize> resized = size -> {};
    private volatile Consumer<Signal> signalled = signal -> {};

    /** @param workers runs what feeds the input to the command */
    WireInvocation(FrameWriter writer, Hello hello, Executor workers) {
        this.writer = writer;
        this.hello = hello;
        this.workers = workers;
        this.input = new InputQueue(writer);
    }

    /** Takes a frame of the caller's. */
    void received(FrameReader frame) throws WireException {
        switch (frame.type()) {
            case STDIN -> input.add(frame.payload());
            case STDIN_END -> input.end();
            case RESIZE -> resize(frame.number(4));
            case SIGNAL -> {
                int number = frame.number(1);
                if (number < 1 || number > MAX_SIGNAL) {
                    throw new WireException("there is no signal " + number);
                }
                signalled.accept(new Signal(number));
            }
            default -> throw new WireException("a client does not send frame " + frame.type());
        }
    }

    private void resize(int rowsAndColumns) {
        int rows = rowsAndColumns >>> 16;
        int columns = rowsAndColumns & 0xffff;
        if (rows == 0 || columns == 0) {
            firstSize.complete(Optional.empty());
            return;
        }
        TerminalSize size = new TerminalSize(rows, columns);
        firstSize.complete(Optional.of(size));
        resized.accept(size);
    }

    /** Tells the command to end, and why. The first reason counts. */
    void end(Ending reason) {
        ending.complete(reason);
        firstSize.complete(Optional.empty());
        if (ending.join() == Ending.CALLER_GONE) {
            input.end();
        } else {
            input.stop();
        }
    }

    /** The command is done. */
    void exit(int code) throws IOException {
        input.stop();
        writer.number(FrameType.EXIT, code, 1);
    }

    @Override
    public Path cwd() {
        return Path.of(hello.cwd());
    }

    @Override
    public boolean stdinIsTerminal() {
        return hello.stdinIsTerminal();
    }

    @Override
    public boolean stdoutIsTerminal() {
        return hello.stdoutIsTerminal();
    }

    @Override
    public void out(ByteBuffer bytes) {
        send(() -> writer.data(FrameType.STDOUT, bytes));
    }

    @Override
    public void err(ByteBuffer bytes) {
        send(() -> writer.data(FrameType.STDERR, bytes));
    }

    @Override
    public void err(String text) {
        err(StandardCharsets.UTF_8.encode(isRaw ? text.replace("\n", "\r\n") : text));
    }

    @Override
    public Optional<TerminalSize> terminalSize() {
        if (!stdinIsTerminal() && !stdoutIsTerminal()) {
            return Optional.empty();
        }
        if (!firstSize.isDone() && !followed) {
            send(() -> writer.number(FrameType.TERMINAL, 0, 1));
        }
        try {
            return firstSize.get(SIZE_ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty(); // a size is a nicety
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void followTerminal(boolean raw, Consumer<TerminalSize> consumer) {
        resized = consumer;
        followed = true;
        isRaw = raw;
        send(() -> writer.number(FrameType.TERMINAL, raw ? 1 : 0, 1));
    }

    @Override
    public void followSignals(Consumer<Signal> consumer) {
        signalled = consumer;
        send(() -> writer.empty(FrameType.ATTACHED));
    }

    @Override
    public void followInput(InputSink sink) {
        if (!inputTaken.compareAndSet(false, true)) {
            throw new IllegalStateException("input is taken already");
        }
        send(input::open);
        workers.execute(() -> {
            try {
                input.drainTo(sink);
            } catch (IOException e) {
                return; // the connection has ended; its reader sees that too
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public CompletableFuture<Ending> ending() {
        return ending;
    }

    private interface Sending {
        void send() throws IOException;
    }

    private void send(Sending sending) {
        try {
            sending.send();
        } catch (IOException e) {
            end(Ending.CALLER_GONE);
            throw new CallerGoneException(e);
        }
    }
}
