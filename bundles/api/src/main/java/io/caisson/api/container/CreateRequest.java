package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a caller wants to be created. Built by {@link #of} and the {@code with} methods.
 *
 * @param ociBundle absolute path of the OCI bundle; never written to
 * @param runtime name or absolute path of the OCI runtime; empty means the server's default with the server's arguments
 * @param runtimeArgs global arguments of the runtime; counted only when {@code runtime} is given
 * @param labels opaque to the server
 * @param noPivotRoot use chroot-like means instead of pivot_root
 * @param autoRemove delete the container when its init has ended
 * @param onShimLoss what happens when the shim is killed
 * @param terminalSize size of the terminal before the process runs; empty means the document's, else 24 by 80
 * @param log what becomes of the output of init
 * @param restart whether it is started again after its init has ended; not together with {@code autoRemove}
 */
public record CreateRequest(
        ContainerId id,
        Path ociBundle,
        Optional<String> runtime,
        List<String> runtimeArgs,
        List<String> labels,
        boolean noPivotRoot,
        boolean autoRemove,
        ShimLossPolicy onShimLoss,
        StdioRequest stdio,
        Optional<TerminalSize> terminalSize,
        LogRequest log,
        RestartPolicy restart) {

    /** @throws CaissonException INVALID_ARGUMENT {@code oci-bundle.path-relative}, {@code restart.auto-remove} */
    public CreateRequest {
        runtimeArgs = List.copyOf(runtimeArgs);
        labels = List.copyOf(labels);
        if (!ociBundle.isAbsolute()) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "oci-bundle.path-relative",
                    "the path of the OCI bundle must be absolute, but is " + Printable.quoted(ociBundle.toString()),
                    Map.of("ociBundle", ociBundle.toString()));
        }
        ociBundle = ociBundle.normalize();
        if (autoRemove && !restart.isNo()) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "restart.auto-remove",
                    "container " + id
                            + " cannot be removed after its exit and started again after it: the restart policy"
                            + " is " + restart + ", and with automatic removal it must be no",
                    Map.of("restart", restart.text()));
        }
    }

    /** {@return a request with the server's defaults: logged output, no input, kept after it ends} */
    public static CreateRequest of(ContainerId id, Path ociBundle) {
        return new CreateRequest(
                id,
                ociBundle,
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                false,
                ShimLossPolicy.KEEP,
                StdioRequest.LOGGED,
                Optional.empty(),
                LogRequest.DEFAULT,
                RestartPolicy.NO);
    }

    public CreateRequest withRuntime(String name, List<String> args) {
        return changed(to -> {
            to.runtime = Optional.of(name);
            to.runtimeArgs = args;
        });
    }

    public CreateRequest withLabels(List<String> newLabels) {
        return changed(to -> to.labels = newLabels);
    }

    public CreateRequest withNoPivotRoot(boolean value) {
        return changed(to -> to.noPivotRoot = value);
    }

    public CreateRequest withAutoRemove(boolean value) {
        return changed(to -> to.autoRemove = value);
    }

    public CreateRequest withOnShimLoss(ShimLossPolicy policy) {
        return changed(to -> to.onShimLoss = policy);
    }

    public CreateRequest withStdio(StdioRequest streams) {
        return changed(to -> to.stdio = streams);
    }

    public CreateRequest withTerminalSize(TerminalSize size) {
        return changed(to -> to.terminalSize = Optional.of(size));
    }

    public CreateRequest withLog(LogRequest request) {
        return changed(to -> to.log = request);
    }

    public CreateRequest withRestart(RestartPolicy policy) {
        return changed(to -> to.restart = policy);
    }

    private CreateRequest changed(Consumer<Fields> change) {
        Fields fields = new Fields(this);
        change.accept(fields);
        return fields.request();
    }

    /** All that can be chosen, while it is being changed. */
    private static final class Fields {
        private final CreateRequest old;
        private Optional<String> runtime;
        private List<String> runtimeArgs;
        private List<String> labels;
        private boolean noPivotRoot;
        private boolean autoRemove;
        private ShimLossPolicy onShimLoss;
        private StdioRequest stdio;
        private Optional<TerminalSize> terminalSize;
        private LogRequest log;
        private RestartPolicy restart;

        Fields(CreateRequest old) {
            this.old = old;
            runtime = old.runtime;
            runtimeArgs = old.runtimeArgs;
            labels = old.labels;
            noPivotRoot = old.noPivotRoot;
            autoRemove = old.autoRemove;
            onShimLoss = old.onShimLoss;
            stdio = old.stdio;
            terminalSize = old.terminalSize;
            log = old.log;
            restart = old.restart;
        }

        CreateRequest request() {
            return new CreateRequest(
                    old.id,
                    old.ociBundle,
                    runtime,
                    runtimeArgs,
                    labels,
                    noPivotRoot,
                    autoRemove,
                    onShimLoss,
                    stdio,
                    terminalSize,
                    log,
                    restart);
        }
    }
}
