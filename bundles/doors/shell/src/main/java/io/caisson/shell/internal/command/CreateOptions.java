package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.RestartPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code create} and {@code run} have in common. */
final class CreateOptions {
    @Option(names = "--runtime", paramLabel = "NAME", description = "OCI runtime: a name or an absolute path.")
    String runtime;

    @Option(names = "--runtime-args", paramLabel = "ARG", description = "Global argument of that runtime. Repeatable.")
    List<String> runtimeArgs = new ArrayList<>();

    @Option(
            names = {"-l", "--label"},
            paramLabel = "LABEL",
            description = "Label. Repeatable.")
    List<String> labels = new ArrayList<>();

    @Option(names = "--no-pivot", description = "Do not use pivot_root.")
    boolean noPivot;

    @Option(names = "--rm", description = "Delete the container when its first process has ended.")
    boolean remove;

    @Option(
            names = "--log-driver",
            paramLabel = "DRIVER",
            description = "Who keeps its output: file (the server), none, direct (it writes to a file itself).")
    String logDriver = "file";

    @Option(
            names = "--log-opt",
            paramLabel = "KEY=VALUE",
            description = "max-size, max-file, when-full (drop or block) of file; path of direct. Repeatable.")
    Map<String, String> logOptions = new LinkedHashMap<>();

    @Option(
            names = "--restart",
            paramLabel = "POLICY",
            defaultValue = "no",
            description = "After its exit: no, on-failure, on-failure:N, always or unless-stopped; no if not given.")
    String restart;

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the new container.")
    String id;

    @Parameters(index = "1", paramLabel = "OCI-BUNDLE", description = "Directory with config.json.")
    Path ociBundle;

    /** @param absolute the path of the OCI bundle */
    CreateRequest request(Path absolute) {
        CreateRequest request = CreateRequest.of(new ContainerId(id), absolute)
                .withLabels(labels)
                .withNoPivotRoot(noPivot)
                .withAutoRemove(remove)
                .withLog(LogRequest.parse(logDriver, logOptions))
                .withRestart(RestartPolicy.parse(restart));
        return runtime == null ? request : request.withRuntime(runtime, runtimeArgs);
    }
}
