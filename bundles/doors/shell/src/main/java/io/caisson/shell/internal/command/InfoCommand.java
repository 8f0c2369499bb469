package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.RestoreProgress;
import io.caisson.api.server.ServerSettings;
import io.caisson.shell.internal.text.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(name = "info", description = "Show what the server is and has, as JSON.")
final class InfoCommand extends ShellCommand {
    InfoCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        ServerSettings settings = services.settings();
        List<ContainerView> views = containers().list();
        Map<String, Object> counts = new LinkedHashMap<>();
        for (ContainerStatus status : ContainerStatus.values()) {
            counts.put(
                    status.word(),
                    views.stream().filter(view -> view.status() == status).count());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", settings.version());
        json.put("pid", ProcessHandle.current().pid());
        json.put("runtime", settings.runtime());
        json.put("runtimeArgs", settings.runtimeArgs());
        json.put("stateDir", settings.stateDir());
        json.put("rootDir", settings.rootDir());
        json.put("logDir", settings.logDir());
        json.put("containers", counts);
        RestoreProgress progress = containers().restoreProgress();
        json.put("state", progress.text());
        json.put("restoring", progress.remaining());
        json.put("firstEvent", services.journal().firstSequence());
        json.put("lastEvent", services.journal().lastSequence());
        json.put("java", System.getProperty("java.runtime.version"));
        io.out(Json.pretty(json));
        return ExitCodes.OK;
    }
}
