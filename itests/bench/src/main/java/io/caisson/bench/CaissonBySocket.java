package io.caisson.bench;

import io.caisson.ctr.wire.FrameReader;
import io.caisson.ctr.wire.FrameType;
import io.caisson.ctr.wire.FrameWriter;
import io.caisson.ctr.wire.Hello;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The server as {@code ctr} drives it, a connection per command, without the start of {@code ctr} itself. */
final class CaissonBySocket implements Side {
    private final UnixDomainSocketAddress address;

    CaissonBySocket(Path socket) {
        this.address = UnixDomainSocketAddress.of(socket);
    }

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public void create(String id, Path ociBundle) {
        call("create", id, ociBundle.toString());
    }

    @Override
    public void start(String id) {
        call("start", id);
    }

    @Override
    public void kill(String id) {
        call("kill", "--signal", "KILL", id);
    }

    @Override
    public void awaitEnd(String id) {
        call("wait", id);
    }

    @Override
    public void delete(String id) {
        call("delete", id);
    }

    /** Removes whatever a failure left. */
    void deleteAll(List<String> ids) {
        ids.forEach(id -> call("delete", "--force", id));
    }

    private void call(String... args) {
        ask(args);
    }

    /** {@return what a command printed; it must end with status 0} */
    String ask(String... args) {
        StringBuilder said = new StringBuilder();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address);
            new FrameWriter(channel)
                    .hello(new Hello(Hello.Kind.COMMAND, List.of(args), "/", "", "C.UTF-8", 0, 0, false, false, false));
            FrameReader reader = new FrameReader(channel);
            while (reader.next()) {
                if (reader.type() == FrameType.EXIT) {
                    require(reader.number(1) == 0, said, args);
                    return said.toString();
                }
                said.append(StandardCharsets.UTF_8.decode(reader.payload()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw failed(said, args);
    }

    private static void require(boolean well, StringBuilder said, String... args) {
        if (!well) {
            throw failed(said, args);
        }
    }

    private static IllegalStateException failed(StringBuilder said, String... args) {
        return new IllegalStateException("ctr " + String.join(" ", args) + ": " + said);
    }
}
