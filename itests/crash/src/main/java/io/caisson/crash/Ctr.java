package io.caisson.crash;

import io.caisson.ctr.wire.FrameReader;
import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import io.caisson.ctr.wire.Hello;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** {@code ctr} without its process: a connection for each command, ended when it takes too long. Safe for many threads. */
final class Ctr {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "crash-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final UnixDomainSocketAddress address;

    Ctr(Path socket) {
        this.address = UnixDomainSocketAddress.of(socket);
    }

    /** Runs one command. A server that is not there or goes meanwhile is an answer, too. */
    Answer call(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Future<?> late = WATCH.schedule(() -> end(channel), LIMIT.toSeconds(), TimeUnit.SECONDS);
            try {
                channel.connect(address);
                return talk(channel, out, err, args);
            } finally {
                late.cancel(false);
            }
        } catch (IOException e) {
            return answer(Answer.NONE, out, err);
        }
    }

    private static Answer talk(
            SocketChannel channel, ByteArrayOutputStream out, ByteArrayOutputStream err, String... args)
            throws IOException {
        new FrameWriter(channel)
                .hello(new Hello(Hello.Kind.COMMAND, List.of(args), "/", "", "C.UTF-8", 0, 0, false, false, false));
        FrameReader reader = new FrameReader(channel);
        while (reader.next()) {
            if (reader.type() == FrameType.EXIT) {
                return answer(reader.number(1), out, err);
            }
            if (reader.type() == FrameType.STDOUT || reader.type() == FrameType.STDERR) {
                (reader.type() == FrameType.STDOUT ? out : err).writeBytes(bytes(reader.payload()));
            }
        }
        return answer(Answer.NONE, out, err);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    private static Answer answer(int status, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
