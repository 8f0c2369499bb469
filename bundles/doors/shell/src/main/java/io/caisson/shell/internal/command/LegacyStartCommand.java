package io.caisson.shell.internal.command;

import io.caisson.api.container.CreateRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Create and start a container; it is removed when its first process ends.")
final class LegacyStartCommand extends ShellCommand {
    @Option(
            names = {"-a", "--attach"},
            description = "Connect to its standard streams and exit as it does.")
    private boolean attach;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "LABEL",
            description = "Label. Repeatable.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--no-pivot", description = "Do not use pivot_root.")
    private boolean noPivot;

    @Option(
            names = {"-r", "--runtime"},
            paramLabel = "NAME",
            description = "OCI runtime; the server's default if not given.")
    private String runtime;

    @Option(names = "--runtime-args", paramLabel = "ARG", description = "Global argument of that runtime. Repeatable.")
    private List<String> runtimeArgs = new ArrayList<>();

    @Option(
            names = {"-c", "--checkpoint"},
            paramLabel = "NAME",
            description = "Not in this version.")
    private String checkpoint;

    @Option(names = "--checkpoint-dir", paramLabel = "DIR", description = "Not in this version.")
    private String checkpointDirectory;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Id of the new container.")
    private String id;

    @Parameters(index = "1", arity = "0..1", paramLabel = "OCI-BUNDLE", description = "Directory with config.json.")
    private String ociBundle;

    LegacyStartCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() throws InterruptedException {
        CreateRequest request = CreateRequest.of(
                        LegacyArguments.container(id), resolve(Path.of(LegacyArguments.ociBundle(ociBundle))))
                .withLabels(labels)
                .withNoPivotRoot(noPivot)
                .withAutoRemove(true);
        if (checkpoint != null || checkpointDirectory != null) {
            throw new CaissonException(
                    ErrorCode.UNIMPLEMENTED,
                    "checkpoint.unimplemented",
                    "starting from a checkpoint is not implemented in this version");
        }
        if (runtime != null) {
            request = request.withRuntime(runtime, runtimeArgs);
        }
        if (attach) {
            return ProcessCommand.code(new Starter(containers(), io).run(request, true, false, deadline()));
        }
        containers().run(request, deadline());
        return ExitCodes.OK;
    }
}
