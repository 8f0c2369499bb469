package io.caisson.bench;

import io.caisson.testkit.host.JmxClient;
import java.nio.file.Path;

/** The server as a management program drives it: one lasting JMX connection, ends by notification. */
final class CaissonByJmx implements Side {
    private final JmxClient jmx;
    private final ExitBell bell;

    CaissonByJmx(JmxClient jmx, ExitBell bell) {
        this.jmx = jmx;
        this.bell = bell;
    }

    @Override
    public String name() {
        return "jmx";
    }

    @Override
    public void create(String id, Path ociBundle) {
        jmx.invoke("type=Containers", "create", id, ociBundle.toString(), "");
    }

    @Override
    public void start(String id) {
        jmx.container(id, "start");
    }

    @Override
    public void kill(String id) {
        jmx.container(id, "kill", "KILL");
    }

    @Override
    public void awaitEnd(String id) {
        bell.await(id);
    }

    @Override
    public void delete(String id) {
        jmx.container(id, "delete");
    }
}
