package io.caisson.shell.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.log.LogReader;
import io.caisson.api.log.LogWriter;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.api.spec.SpecService;
import io.caisson.shell.internal.command.Dispatcher;
import io.caisson.shell.internal.command.Services;
import io.caisson.shell.internal.socket.SocketServer;
import io.caisson.testkit.FakeContainers;
import io.caisson.testkit.FakeJournal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Everything around the shell, in memory; {@link #serve} opens the real socket. */
public final class ShellFixture implements AutoCloseable {
    public static final String TEMPLATE = "{\"ociVersion\":\"1.0.2\"}\n";

    public final FakeJournal journal = new FakeJournal();
    public final FakeContainers containers = new FakeContainers(journal);
    public final Map<ContainerId, byte[]> logs = new ConcurrentHashMap<>();
    public final Services services;
    public final Dispatcher dispatcher;
    private final Path directory;
    private SocketServer server;

    public ShellFixture(Path directory) {
        this.directory = directory;
        this.services =
                new Services(containers, journal, new MapLogs(logs), new Template(), new FixedSettings(directory));
        this.dispatcher = new Dispatcher(services);
    }

    public Path socket() {
        return directory.resolve(ShellDoor.SOCKET);
    }

    public ShellFixture serve() {
        server = new SocketServer(socket(), (hello, io) -> dispatcher.run(hello.args(), io));
        return this;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private record FixedSettings(Path directory) implements ServerSettings {
        @Override
        public Path stateDir() {
            return directory;
        }

        @Override
        public Path rootDir() {
            return directory.resolve("root");
        }

        @Override
        public Path logDir() {
            return directory.resolve("log");
        }

        @Override
        public String runtime() {
            return "runc";
        }

        @Override
        public List<String> runtimeArgs() {
            return List.of();
        }

        @Override
        public String version() {
            return "9.8.7";
        }
    }

    private static final class Template implements SpecService {
        @Override
        public PreparedSpec prepare(Path ociBundle, String defaultCgroupsPath) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String template() {
            return TEMPLATE;
        }

        @Override
        public String execProcess(String canonical, ExecRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    /** Logs in a map; they may grow while read. */
    private record MapLogs(Map<ContainerId, byte[]> logs) implements ContainerLogs {
        @Override
        public Path file(ContainerId id) {
            return Path.of("/log", id + ".log");
        }

        @Override
        public LogWriter open(ContainerId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogReader read(ContainerId id, long lastLines) {
            if (!logs.containsKey(id)) {
                throw new CaissonException(ErrorCode.NOT_FOUND, "log.missing", "container " + id + " has no log");
            }
            String[] lines = new String(logs.get(id), StandardCharsets.UTF_8).split("(?<=\n)");
            int begin = lastLines < 0 ? 0 : Math.max(0, lines.length - (int) lastLines);
            int skipped = 0;
            for (int i = 0; i < begin; i++) {
                skipped += lines[i].getBytes(StandardCharsets.UTF_8).length;
            }
            return new Reader(logs, id, skipped);
        }

        @Override
        public void delete(ContainerId id) {
            logs.remove(id);
        }
    }

    private static final class Reader implements LogReader {
        private final Map<ContainerId, byte[]> logs;
        private final ContainerId id;
        private int position;

        Reader(Map<ContainerId, byte[]> logs, ContainerId id, int position) {
            this.logs = logs;
            this.id = id;
            this.position = position;
        }

        @Override
        public int read(ByteBuffer into) {
            byte[] log = logs.get(id);
            int length = Math.min(log.length - position, into.remaining());
            into.put(log, position, length);
            position += length;
            return length;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
