package io.caisson.jmx.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.RestartView;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.time.Deadline;
import io.caisson.jmx.ProcessRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the operations of one container's MBean do, in our own exceptions. Each ends within {@link #LONGEST}. */
final class ContainerActions {
    /** A client's thread of the connector is held no longer than this. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
    private static final int DEFAULT_LINES = 100;

    private final ContainerId id;
    private final long birth;
    private final Services services;
    private final Containers containers;
    private final ExecCommand execCommand;

    ContainerActions(ContainerId id, long birth, Services services) {
        this.id = id;
        this.birth = birth;
        this.services = services;
        this.containers = services.containers();
        this.execCommand = new ExecCommand(containers, LONGEST);
    }

    static Deadline deadline() {
        return Deadline.after(LONGEST);
    }

    /** {@return {@code OK web RUNNING pid=4242}} */
    static String ok(ContainerView view) {
        return "OK " + line(view);
    }

    private static String line(ContainerView view) {
        StringBuilder line = new StringBuilder(view.id() + " " + view.status());
        view.pid().ifPresent(pid -> line.append(" pid=").append(pid));
        view.exit().ifPresent(exit -> line.append(" exitStatus=").append(exit.code()));
        view.restart().nextAt().ifPresent(at -> line.append(" restarting=").append(at));
        return line.toString();
    }

    /** {@return the container of this MBean, not another one that got its id since} */
    private ContainerView require() {
        ContainerView view = containers.require(id);
        if (view.birth() != birth) {
            throw new CaissonException(
                    ErrorCode.NOT_FOUND,
                    "container.unknown",
                    "container " + id + " of birth " + birth + " is deleted; another one has its id now");
        }
        return view;
    }

    String state() {
        ContainerView view = require();
        StringBuilder line = new StringBuilder(line(view)).append(" runtime=").append(view.runtime());
        view.startedAt().ifPresent(at -> line.append(" started=").append(at));
        view.exit().ifPresent(exit -> line.append(" finished=").append(exit.finishedAt()));
        return line.append(" ociBundle=").append(view.ociBundle()).toString();
    }

    /** Fields of the OCI runtime specification, "State", then ours. */
    String showState() {
        ContainerView view = require();
        ObjectNode state = Json.object()
                .put("ociVersion", view.specVersion())
                .put("id", id.value())
                .put("status", view.status().word());
        view.pid().ifPresent(pid -> state.put("pid", pid));
        state.put("bundle", view.ociBundle().toString());
        state.put("birth", birth);
        state.put("runtime", view.runtime());
        view.labels().forEach(state.putArray("labels")::add);
        state.put("created", view.createdAt().toString());
        view.startedAt().ifPresent(at -> state.put("started", at.toString()));
        view.exit()
                .ifPresent(exit -> state.put("finished", exit.finishedAt().toString())
                        .put("exitStatus", exit.code())
                        .put("exitReason", exit.reason()));
        RestartView restart = view.restart();
        ObjectNode policy = state.putObject("restart")
                .put("policy", restart.policy().text())
                .put("count", restart.count())
                .put("stoppedByUser", restart.stoppedByUser());
        restart.nextAt().ifPresent(at -> policy.put("nextAt", at.toString()));
        policy.put("lastError", restart.lastError());
        state.put("cgroupsPath", view.cgroupsPath());
        state.put("lastEventSeq", view.lastSequence());
        return Json.pretty(state);
    }

    String showSpec() {
        require();
        String spec = containers.spec(id);
        return spec.isEmpty() ? "" : Json.masked(spec);
    }

    String listProcesses() {
        ContainerView view = require();
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("PROCESS", "PID", "SHIM", "EXIT", "ARGS"));
        view.processes().stream().map(Rows::process).forEach(row -> table.add(cells(row)));
        String pids =
                containers.pids(id, deadline()).stream().map(String::valueOf).collect(Collectors.joining(" "));
        return TextTable.of(table) + "host pids: " + pids + "\n";
    }

    private static List<String> cells(ProcessRow row) {
        return List.of(
                row.id(), cell(row.pid()), cell(row.shimPid()), cell(row.exitStatus()), Printable.text(row.args()));
    }

    private static String cell(long number) {
        return number < 0 ? "-" : Long.toString(number);
    }

    String logs(int lines) {
        require();
        return LogTail.read(services.logs(), id, lines <= 0 ? DEFAULT_LINES : lines);
    }

    /** {@return -1 when that is not known} Never throws. */
    long droppedBytes() {
        try {
            return services.logs().status(id).droppedBytes();
        } catch (CaissonException e) {
            return -1;
        }
    }

    String start() {
        require();
        return ok(containers.start(id, deadline()));
    }

    String stop(String timeout) {
        Duration grace = Arguments.duration("timeout", timeout, DEFAULT_GRACE);
        if (grace.compareTo(LONGEST) > 0) {
            throw Errors.invalid(
                    "stop.grace-too-long",
                    "over JMX timeout is at most " + LONGEST.toSeconds() + "s, but is " + timeout);
        }
        require();
        ExitStatus exit = containers.stop(id, grace);
        String line = "OK " + id + " STOPPED exitStatus=" + exit.code();
        return exit.cause() == ExitStatus.Cause.FORCED ? line + " forced" : line;
    }

    String kill(ProcessId process, String signal) {
        Signal parsed = Arguments.signal(signal);
        require();
        containers.kill(id, process, parsed);
        return afterSignal(parsed);
    }

    String killAll(String signal) {
        Signal parsed = Arguments.signal(signal);
        require();
        containers.killAll(id, parsed, deadline());
        return afterSignal(parsed);
    }

    /** One with {@code autoRemove} may be gone by now. */
    private String afterSignal(Signal signal) {
        return containers
                        .find(id)
                        .filter(view -> view.birth() == birth)
                        .map(ContainerActions::ok)
                        .orElse("OK " + id + " DELETED")
                + " signal=" + signal.label();
    }

    String updateRestartPolicy(String policy) {
        RestartPolicy parsed = RestartPolicy.parse(Arguments.required("policy", policy));
        require();
        return ok(containers.updateRestartPolicy(id, parsed, deadline())) + " restartPolicy=" + parsed;
    }

    String pause() {
        require();
        return ok(containers.pause(id, deadline()));
    }

    String resume() {
        require();
        return ok(containers.resume(id, deadline()));
    }

    String delete(boolean force) {
        require();
        containers.delete(id, force, deadline());
        return "OK " + id + " DELETED";
    }

    String exec(String argsJson) {
        List<String> args = CommandLine.parse(argsJson);
        require();
        return execCommand.run(id, args);
    }
}
