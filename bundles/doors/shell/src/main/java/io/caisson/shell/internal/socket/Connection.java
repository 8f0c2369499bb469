package io.caisson.shell.internal.socket;

import io.caisson.ctr.wire.FrameReader;
import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import io.caisson.ctr.wire.Hello;
import io.caisson.ctr.wire.WireException;
import io.caisson.shell.internal.command.ExitCodes;
import io.caisson.shell.internal.command.Invocation.Ending;
import io.caisson.shell.internal.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: greeted, then its frames are read while its command runs on another thread. */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int REFUSED = 7;
    private static final int HELLO_SECONDS = 10;

    private final SocketChannel channel;
    private final Peers peers;
    private final CallHandler handler;
    private final ExecutorService workers;
    private final ScheduledExecutorService deadlines;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final CompletableFuture<WireInvocation> invocation = new CompletableFuture<>();

    Connection(
            SocketChannel channel,
            Peers peers,
            CallHandler handler,
            ExecutorService workers,
            ScheduledExecutorService deadlines) {
        this.channel = channel;
        this.peers = peers;
        this.handler = handler;
        this.workers = workers;
        this.deadlines = deadlines;
        this.reader = new FrameReader(channel);
        this.writer = new FrameWriter(channel);
    }

    @Override
    public void run() {
        CompletableFuture<Void> command = CompletableFuture.completedFuture(null);
        try (channel) {
            Optional<Hello> hello = greet();
            if (hello.isPresent()) {
                WireInvocation io = new WireInvocation(writer, hello.get(), workers);
                invocation.complete(io);
                command = CompletableFuture.runAsync(() -> execute(hello.get(), io), workers);
                readAll(io);
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("problem", e.toString()).log("connection of ctr ended early");
        }
        invocation.thenAccept(io -> io.end(Ending.CALLER_GONE));
        command.join();
    }

    /** Tells the command to leave what runs in containers alone, and closes. */
    void closeForShutdown() {
        invocation.thenAccept(io -> io.end(Ending.SHELL_CLOSING));
        closeChannel();
    }

    /** Answers a connection that cannot be served, and closes it. */
    static void refuse(SocketChannel channel, String text, int code) {
        try (channel) {
            refuse(new FrameWriter(channel), text, code);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("problem", e.toString()).log("refused client went before it was told");
        }
    }

    private static void refuse(FrameWriter writer, String text, int code) throws IOException {
        writer.data(FrameType.STDERR, ByteBuffer.wrap(("[ctr] " + text + "\n").getBytes(StandardCharsets.UTF_8)));
        writer.number(FrameType.EXIT, code, 1);
    }

    /** {@return the first frame; empty when the client was refused or went} */
    private Optional<Hello> greet() throws IOException {
        Optional<String> refusal = peers.refusal(channel);
        if (refusal.isPresent()) {
            LOG.atWarn().addKeyValue("reason", refusal.get()).log("connection of ctr refused");
            refuse(writer, Printable.of(refusal.get()), REFUSED);
            return Optional.empty();
        }
        ScheduledFuture<?> deadline = deadlines.schedule(this::closeChannel, HELLO_SECONDS, TimeUnit.SECONDS);
        try {
            if (!reader.next()) {
                return Optional.empty();
            }
            if (reader.type() != FrameType.HELLO) {
                throw new WireException("the first frame is not that of ctr");
            }
            return Optional.of(Hello.decode(reader.payload()));
        } catch (WireException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("connection of ctr refused");
            refuse(writer, e.getMessage(), ExitCodes.USAGE);
            return Optional.empty();
        } finally {
            deadline.cancel(false);
        }
    }

    private void readAll(WireInvocation io) throws IOException {
        try {
            while (reader.next()) {
                io.received(reader);
            }
        } catch (WireException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("connection of ctr broke the rules of the wire");
            refuse(writer, e.getMessage(), ExitCodes.USAGE);
        }
    }

    private void execute(Hello hello, WireInvocation io) {
        int code = ExitCodes.INTERNAL;
        try {
            code = handler.run(hello, io);
        } finally {
            finish(io, code);
        }
    }

    private void finish(WireInvocation io, int code) {
        try {
            if (!io.ending().isDone()) {
                io.exit(code);
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("problem", e.toString()).log("client of ctr went before its command ended");
        } finally {
            closeChannel();
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("problem", e.toString()).log("connection of ctr did not close");
        }
    }
}
