package io.caisson.shell.internal;

import io.caisson.api.container.ExecRequest;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.api.spec.SpecService;
import io.caisson.shell.internal.command.Dispatcher;
import io.caisson.shell.internal.command.Services;
import io.caisson.shell.internal.socket.SocketServer;
import io.caisson.testkit.FakeContainers;
import io.caisson.testkit.FakeJournal;
import io.caisson.testkit.FakeLogs;
import java.nio.file.Path;
import java.util.List;

/** Everything around the shell, in memory; {@link #serve} opens the real socket. */
public final class ShellFixture implements AutoCloseable {
    public static final String TEMPLATE = "{\"ociVersion\":\"1.0.2\"}\n";

    public final FakeJournal journal = new FakeJournal();
    public final FakeContainers containers = new FakeContainers(journal);
    public final FakeLogs logs = new FakeLogs();
    public final Services services;
    public final Dispatcher dispatcher;
    private final Path directory;
    private SocketServer server;

    public ShellFixture(Path directory) {
        this.directory = directory;
        this.services = new Services(containers, journal, logs, new Template(), new FixedSettings(directory));
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
}
