package io.caisson.bench;

import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient;
import java.nio.file.Path;
import java.util.List;

/** A running server, with what it takes to drive it. Closing it removes all its containers and ends it. */
final class Subject implements AutoCloseable {
    private final CaissonServer server;
    private final JmxClient jmx;
    private final ExitBell bell;

    /** @param base a directory of its own, with a short path */
    Subject(Path base) {
        server = CaissonServer.in(base).start();
        jmx = JmxClient.of(server);
        bell = new ExitBell(jmx);
    }

    CaissonServer server() {
        return server;
    }

    JmxClient jmx() {
        return jmx;
    }

    ExitBell bell() {
        return bell;
    }

    CaissonByJmx byJmx() {
        return new CaissonByJmx(jmx, bell);
    }

    CaissonBySocket bySocket() {
        return new CaissonBySocket(server.stateDir().resolve("caisson.sock"));
    }

    @Override
    public void close() {
        try (server;
                jmx;
                bell) {
            bySocket().deleteAll(List.of((String[]) jmx.get("type=Containers", "Ids")));
        }
    }
}
