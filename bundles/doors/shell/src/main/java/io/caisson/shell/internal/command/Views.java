package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessView;
import io.caisson.api.container.RestartView;
import io.caisson.shell.internal.text.Table;
import io.caisson.shell.internal.text.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Containers as the shell shows them. Environment variables are nowhere in it. */
final class Views {
    private Views() {}

    /** {@return the table of 0.2's {@code containers list}; processes are those that live} */
    static String table(List<ContainerView> views) {
        Table table = Table.ofList("ID", "PATH", "STATUS", "PROCESSES");
        for (ContainerView view : views) {
            String processes = view.processes().stream()
                    .filter(process -> process.exit().isEmpty())
                    .map(process -> process.id().value())
                    .collect(Collectors.joining(","));
            table.row(view.id().value(), view.ociBundle().toString(), view.word(), processes);
        }
        return table.toString();
    }

    /** {@return everything a view tells, in a fixed order; what is absent has no key} */
    static Map<String, Object> json(ContainerView view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", view.id());
        json.put("birth", view.birth());
        json.put("status", view.status().word());
        if (view.state() instanceof ContainerState.Unknown unknown) {
            json.put("problem", unknown.problem());
        }
        view.pid().ifPresent(pid -> json.put("pid", pid));
        view.exit().ifPresent(exit -> json.put("exit", exit(exit)));
        json.put("ociBundle", view.ociBundle());
        json.put("runtime", view.runtime());
        json.put("specVersion", view.specVersion());
        json.put("labels", view.labels());
        json.put("autoRemove", view.autoRemove());
        json.put("restart", restart(view.restart()));
        putTime(json, "createdAt", Optional.of(view.createdAt()));
        putTime(json, "startedAt", view.startedAt());
        view.logFile().ifPresent(file -> json.put("logFile", file));
        json.put("cgroupsPath", view.cgroupsPath());
        json.put("lastSequence", view.lastSequence());
        json.put("processes", view.processes().stream().map(Views::process).toList());
        return json;
    }

    private static Map<String, Object> restart(RestartView restart) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("policy", restart.policy());
        json.put("count", restart.count());
        putTime(json, "nextAt", restart.nextAt());
        json.put("stoppedByUser", restart.stoppedByUser());
        if (!restart.lastError().isEmpty()) {
            json.put("lastError", restart.lastError());
        }
        return json;
    }

    private static Map<String, Object> process(ProcessView process) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", process.id());
        process.pid().ifPresent(pid -> json.put("pid", pid));
        process.shimPid().ifPresent(pid -> json.put("shimPid", pid));
        json.put("args", process.args());
        json.put("cwd", process.cwd());
        json.put("terminal", process.terminal());
        putTime(json, "startedAt", process.startedAt());
        process.exit().ifPresent(exit -> json.put("exit", exit(exit)));
        return json;
    }

    private static Map<String, Object> exit(ExitStatus exit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", exit.code());
        json.put("cause", exit.cause().name().toLowerCase(Locale.ROOT));
        json.put("finishedAt", Times.rfc3339Nano(exit.finishedAt()));
        return json;
    }

    private static void putTime(Map<String, Object> json, String key, Optional<Instant> at) {
        at.ifPresent(time -> json.put(key, Times.rfc3339Nano(time)));
    }
}
