package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.ProcessView;
import io.caisson.api.container.RestoreProgress;
import io.caisson.api.error.CaissonException;
import io.caisson.api.time.Deadline;
import io.caisson.shell.internal.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** containerd 0.2's StateResponse as its {@code ctr} prints it: on one line, no line feed, empty fields left out. */
final class LegacyState {
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private LegacyState() {}

    /** {@return the response; environments are left out, since they may hold secrets} */
    static String json(List<ContainerView> views, Containers containers, Deadline deadline) {
        List<Object> listed = new ArrayList<>();
        for (ContainerView view : views) {
            listed.add(container(view, pids(view, containers, deadline)));
        }
        Map<String, Object> response = new LinkedHashMap<>();
        putUnlessEmpty(response, "containers", listed);
        RestoreProgress progress = containers.restoreProgress();
        if (!progress.complete()) { // not in 0.2, whose clients leave alone what they do not know
            response.put("restoring", progress.text());
        }
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("memory", memoryMegabytes());
        response.put("machine", machine);
        return Json.line(response);
    }

    private static List<Long> pids(ContainerView view, Containers containers, Deadline deadline) {
        if (!(view.state() instanceof ContainerState.Live)) {
            return List.of();
        }
        try {
            return containers.pids(view.id(), deadline);
        } catch (CaissonException e) {
            return List.of(); // it ended meanwhile
        }
    }

    private static Map<String, Object> container(ContainerView view, List<Long> pids) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", view.id());
        json.put("bundlePath", view.ociBundle());
        List<Object> processes = new ArrayList<>();
        for (ProcessView process : view.processes()) {
            if (process.exit().isEmpty()) {
                processes.add(process(process));
            }
        }
        putUnlessEmpty(json, "processes", processes);
        json.put("status", view.status().word());
        putUnlessEmpty(json, "labels", view.labels());
        putUnlessEmpty(json, "pids", pids);
        json.put("runtime", view.runtime());
        return json;
    }

    private static Map<String, Object> process(ProcessView process) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", process.id());
        if (process.terminal()) {
            json.put("terminal", true);
        }
        json.put("user", Map.of());
        putUnlessEmpty(json, "args", process.args());
        if (!process.cwd().isEmpty()) {
            json.put("cwd", process.cwd());
        }
        process.pid().ifPresent(pid -> json.put("systemPid", pid));
        return json;
    }

    private static void putUnlessEmpty(Map<String, Object> json, String key, List<?> values) {
        if (!values.isEmpty()) {
            json.put(key, values);
        }
    }

    private static long memoryMegabytes() {
        try {
            for (String line : Files.readAllLines(MEMORY)) {
                if (line.startsWith("MemTotal:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException e) {
            return 0; // no /proc: the field is for people
        }
        return 0;
    }
}
