package io.caisson.jmx.internal;

import static io.caisson.jmx.internal.Errors.translated;

import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.RestoreProgress;
import io.caisson.api.server.ServerSettings;
import io.caisson.jmx.DaemonMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** The server as an MBean. */
final class DaemonBean implements DaemonMXBean {
    private final Services services;
    private final SafeContainers containers;
    private final LiveReadings readings;
    private final Instant startedAt =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    private final String instanceId = Long.toHexString(startedAt.toEpochMilli()) + "-"
            + ProcessHandle.current().pid();
    private final String hostName = hostName();

    DaemonBean(Services services, LiveReadings readings) {
        this.services = services;
        this.containers = new SafeContainers(services.containers());
        this.readings = readings;
    }

    /** From the kernel, not from the resolver, which may wait for a name server. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    static int count(SafeContainers containers, ContainerStatus status) {
        return sum(containers, view -> view.status() == status ? 1 : 0);
    }

    private static int sum(SafeContainers containers, ToIntFunction<ContainerView> number) {
        return containers
                .list()
                .map(views -> views.stream().mapToInt(number).sum())
                .orElse(-1);
    }

    private ServerSettings settings() {
        return services.settings();
    }

    @Override
    public String getVersion() {
        return settings().version();
    }

    @Override
    public String getInstanceId() {
        return instanceId;
    }

    @Override
    public String getHostName() {
        return hostName;
    }

    @Override
    public String getStartTime() {
        return startedAt.toString();
    }

    @Override
    public long getStartTimeMillis() {
        return startedAt.toEpochMilli();
    }

    @Override
    public long getUptimeSeconds() {
        return Math.max(0, Duration.between(startedAt, Instant.now()).toSeconds());
    }

    @Override
    public String getState() {
        return containers.restoreProgress().map(RestoreProgress::text).orElse("READY");
    }

    @Override
    public String getHealthStatus() {
        return containers.list().isEmpty() ? "CRIT" : problems().isEmpty() ? "OK" : "WARN";
    }

    @Override
    public String getHealthText() {
        return String.join("; ", problems());
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        int restoring = getRestoring();
        int unknown = getContainersUnknown();
        if (restoring < 0 || unknown < 0) {
            problems.add("the supervisor does not answer");
        }
        if (restoring > 0) {
            problems.add(restoring + " containers are still to be restored");
        }
        if (unknown > 0) {
            problems.add(unknown + " containers have a broken record");
        }
        if (getJournalState().equals("DEGRADED")) {
            problems.add("the journal takes no events");
        }
        return problems;
    }

    @Override
    public int getContainersTotal() {
        return sum(containers, view -> 1);
    }

    @Override
    public int getContainersCreated() {
        return count(containers, ContainerStatus.CREATED);
    }

    @Override
    public int getContainersRunning() {
        return count(containers, ContainerStatus.RUNNING);
    }

    @Override
    public int getContainersPaused() {
        return count(containers, ContainerStatus.PAUSED);
    }

    @Override
    public int getContainersStopped() {
        return count(containers, ContainerStatus.STOPPED);
    }

    @Override
    public int getContainersUnknown() {
        return count(containers, ContainerStatus.UNKNOWN);
    }

    @Override
    public int getProcessesRunning() {
        return sum(containers, view -> (int) view.processes().stream()
                .filter(process -> process.pid().isPresent() && process.exit().isEmpty())
                .count());
    }

    @Override
    public int getShimsAlive() {
        return sum(containers, view -> (int) view.processes().stream()
                .filter(process -> process.shimPid().isPresent())
                .count());
    }

    @Override
    public String getStateDir() {
        return settings().stateDir().toString();
    }

    @Override
    public String getRootDir() {
        return settings().rootDir().toString();
    }

    @Override
    public String getLogDir() {
        return settings().logDir().toString();
    }

    @Override
    public String getDefaultRuntime() {
        return settings().runtime();
    }

    @Override
    public int getRestoring() {
        return containers.restoring();
    }

    @Override
    public String getJournalState() {
        return getJournalDegradedReason().isEmpty() ? "OK" : "DEGRADED";
    }

    @Override
    public String getJournalDegradedReason() {
        try {
            return services.journal().degradedReason().orElse("");
        } catch (RuntimeException e) { // a getter never throws
            return "the journal does not answer: " + e;
        }
    }

    @Override
    public String version() {
        return translated("version", () -> "Caisson " + settings().version());
    }

    @Override
    public String showState() {
        return translated("showState", () -> {
            List<List<String>> facts = List.of(
                    List.of("version", getVersion()),
                    List.of("instance", instanceId),
                    List.of("host", hostName),
                    List.of("started", getStartTime()),
                    List.of("state", getState()),
                    List.of("health", (getHealthStatus() + " " + getHealthText()).strip()),
                    List.of("stateDir", getStateDir()),
                    List.of("rootDir", getRootDir()),
                    List.of("logDir", getLogDir()),
                    List.of("runtime", getDefaultRuntime()));
            List<ContainerView> views = services.containers().list();
            return TextTable.of(facts) + "\n"
                    + ContainersBean.table(views.stream()
                            .map(view -> Rows.container(view, readings))
                            .toList());
        });
    }
}
