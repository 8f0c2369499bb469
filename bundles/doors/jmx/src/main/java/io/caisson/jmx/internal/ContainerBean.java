package io.caisson.jmx.internal;

import static io.caisson.jmx.internal.Errors.translated;

import io.caisson.api.cgroup.Reading;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessView;
import io.caisson.jmx.ContainerMXBean;
import io.caisson.jmx.ProcessRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * One incarnation of a container as an MBean. Attributes are read from the supervisor's snapshot; when the container is
 * gone before its MBean, they say what was last seen.
 */
final class ContainerBean implements ContainerMXBean {
    private final ContainerId id;
    private final long birth;
    private final SafeContainers containers;
    private final LiveReadings readings;
    private final ContainerActions actions;
    private volatile Optional<ContainerView> lastSeen = Optional.empty();

    ContainerBean(ContainerId id, long birth, Services services, LiveReadings readings) {
        this.id = id;
        this.birth = birth;
        this.containers = new SafeContainers(services.containers());
        this.readings = readings;
        this.actions = new ContainerActions(id, birth, services);
        view();
    }

    /** {@return the present view; empty when it is gone} */
    private Optional<ContainerView> present() {
        Optional<ContainerView> found = containers.find(id, lastSeen).filter(view -> view.birth() == birth);
        if (found.isPresent()) {
            lastSeen = found;
        }
        return found;
    }

    private Optional<ContainerView> view() {
        return present().or(() -> lastSeen);
    }

    private String text(Function<ContainerView, String> fact) {
        return view().map(fact).orElse("");
    }

    private long millis(Function<ContainerView, Optional<Instant>> fact) {
        return view().flatMap(fact).map(Instant::toEpochMilli).orElse(-1L);
    }

    private long reading(Function<Reading, OptionalLong> fact) {
        return present()
                .flatMap(readings::latest)
                .map(fact)
                .orElse(OptionalLong.empty())
                .orElse(-1);
    }

    private Optional<ProcessView> init() {
        return view().flatMap(view -> view.processes().stream()
                .filter(process -> process.id().isInit())
                .findFirst());
    }

    private static Optional<Instant> finished(ContainerView view) {
        return view.exit().map(ExitStatus::finishedAt);
    }

    @Override
    public String getId() {
        return id.value();
    }

    @Override
    public String getState() {
        return present().map(view -> view.status().name()).orElse("DELETED");
    }

    @Override
    public long getBirth() {
        return birth;
    }

    @Override
    public long getPid() {
        return present().map(view -> view.pid().orElse(-1)).orElse(-1L);
    }

    @Override
    public long getShimPid() {
        return present()
                .flatMap(view -> init())
                .map(process -> process.shimPid().orElse(-1))
                .orElse(-1L);
    }

    @Override
    public String getOciBundle() {
        return text(view -> view.ociBundle().toString());
    }

    @Override
    public String getRuntime() {
        return text(ContainerView::runtime);
    }

    @Override
    public String getSpecVersion() {
        return text(ContainerView::specVersion);
    }

    @Override
    public List<String> getLabels() {
        return view().map(ContainerView::labels).orElse(List.of());
    }

    @Override
    public List<String> getArgs() {
        return init().map(ProcessView::args).orElse(List.of());
    }

    @Override
    public boolean isAutoRemove() {
        return view().map(ContainerView::autoRemove).orElse(false);
    }

    @Override
    public String getRestartPolicy() {
        return text(view -> view.restart().policy().text());
    }

    @Override
    public int getRestartCount() {
        return view().map(view -> view.restart().count()).orElse(-1);
    }

    @Override
    public String getNextRestart() {
        return text(view -> Rows.time(view.restart().nextAt()));
    }

    @Override
    public String getLastRestartError() {
        return text(view -> view.restart().lastError());
    }

    @Override
    public boolean isStoppedByUser() {
        return view().map(view -> view.restart().stoppedByUser()).orElse(false);
    }

    @Override
    public String getCreated() {
        return text(view -> view.createdAt().toString());
    }

    @Override
    public long getCreatedMillis() {
        return millis(view -> Optional.of(view.createdAt()));
    }

    @Override
    public String getStarted() {
        return text(view -> Rows.time(view.startedAt()));
    }

    @Override
    public long getStartedMillis() {
        return millis(ContainerView::startedAt);
    }

    @Override
    public String getFinished() {
        return text(view -> Rows.time(finished(view)));
    }

    @Override
    public long getFinishedMillis() {
        return millis(ContainerBean::finished);
    }

    @Override
    public long getUptimeSeconds() {
        return present()
                .filter(view -> view.state() instanceof ContainerState.Live)
                .flatMap(ContainerView::startedAt)
                .map(start -> Math.max(0, Duration.between(start, Instant.now()).toSeconds()))
                .orElse(-1L);
    }

    @Override
    public int getExitStatus() {
        return view().flatMap(ContainerView::exit).map(ExitStatus::code).orElse(-1);
    }

    @Override
    public String getExitReason() {
        return text(view -> view.exit().map(ExitStatus::reason).orElse(""));
    }

    @Override
    public List<ProcessRow> getProcesses() {
        return view().map(view -> view.processes().stream().map(Rows::process).toList())
                .orElse(List.of());
    }

    @Override
    public long getCpuUsageNanosTotal() {
        return reading(Reading::cpuUsageNanos);
    }

    @Override
    public double getCpuPercent() {
        return present().map(readings::cpuPercent).orElse(-1.0);
    }

    @Override
    public long getMemoryUsageBytes() {
        return reading(Reading::memoryUsageBytes);
    }

    @Override
    public long getMemoryPeakBytes() {
        return reading(Reading::memoryPeakBytes);
    }

    @Override
    public long getMemoryLimitBytes() {
        return reading(Reading::memoryLimitBytes);
    }

    @Override
    public long getPidsCurrent() {
        return reading(Reading::pidsCurrent);
    }

    @Override
    public long getPidsLimit() {
        return reading(Reading::pidsLimit);
    }

    @Override
    public long getStatsAgeMillis() {
        return reading(reading -> OptionalLong.of(
                Math.max(0, Duration.between(reading.at(), Instant.now()).toMillis())));
    }

    @Override
    public String getLogFile() {
        return text(view -> view.logFile().map(Path::toString).orElse(""));
    }

    @Override
    public long getLogBytes() {
        return view().flatMap(ContainerView::logFile).map(ContainerBean::size).orElse(-1L);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1; // nothing was written yet, or it was removed
        }
    }

    @Override
    public long getLogDroppedBytes() {
        return actions.droppedBytes();
    }

    @Override
    public String getCgroupsPath() {
        return text(ContainerView::cgroupsPath);
    }

    @Override
    public long getLastEventSeq() {
        return view().map(ContainerView::lastSequence).orElse(-1L);
    }

    @Override
    public String state() {
        return translated("state", actions::state);
    }

    @Override
    public String showState() {
        return translated("showState", actions::showState);
    }

    @Override
    public String showSpec() {
        return translated("showSpec", actions::showSpec);
    }

    @Override
    public String listProcesses() {
        return translated("listProcesses", actions::listProcesses);
    }

    @Override
    public String logs(int lines) {
        return translated("logs", () -> actions.logs(lines));
    }

    @Override
    public String start() {
        return translated("start", actions::start);
    }

    @Override
    public String stop(String timeout) {
        return translated("stop", () -> actions.stop(timeout));
    }

    @Override
    public String kill(String signal) {
        return translated("kill", () -> actions.kill(ProcessId.INIT, signal));
    }

    @Override
    public String killAll(String signal) {
        return translated("killAll", () -> actions.killAll(signal));
    }

    @Override
    public String killProcess(String processId, String signal) {
        return translated("killProcess", () -> actions.kill(Arguments.process(processId), signal));
    }

    @Override
    public String updateRestartPolicy(String policy) {
        return translated("updateRestartPolicy", () -> actions.updateRestartPolicy(policy));
    }

    @Override
    public String pause() {
        return translated("pause", actions::pause);
    }

    @Override
    public String resume() {
        return translated("resume", actions::resume);
    }

    @Override
    public String delete() {
        return translated("delete", () -> actions.delete(false));
    }

    @Override
    public String deleteForce() {
        return translated("deleteForce", () -> actions.delete(true));
    }

    @Override
    public String exec(String argsJson) {
        return translated("exec", () -> actions.exec(argsJson));
    }
}
