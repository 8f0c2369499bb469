package io.caisson.api.container;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        LogRequest log) {

    /** @throws CaissonException INVALID_ARGUMENT {@code oci-bundle.path-relative} */
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
                LogRequest.DEFAULT);
    }

    public CreateRequest withRuntime(String name, List<String> args) {
        return new CreateRequest(
                id,
                ociBundle,
                Optional.of(name),
                args,
                labels,
                noPivotRoot,
                autoRemove,
                onShimLoss,
                stdio,
                terminalSize,
                log);
    }

    public CreateRequest withLabels(List<String> newLabels) {
        return new CreateRequest(
                id,
                ociBundle,
                runtime,
                runtimeArgs,
                newLabels,
                noPivotRoot,
                autoRemove,
                onShimLoss,
                stdio,
                terminalSize,
                log);
    }

    public CreateRequest withNoPivotRoot(boolean value) {
        return new CreateRequest(
                id, ociBundle, runtime, runtimeArgs, labels, value, autoRemove, onShimLoss, stdio, terminalSize, log);
    }

    public CreateRequest withAutoRemove(boolean value) {
        return new CreateRequest(
                id, ociBundle, runtime, runtimeArgs, labels, noPivotRoot, value, onShimLoss, stdio, terminalSize, log);
    }

    public CreateRequest withOnShimLoss(ShimLossPolicy policy) {
        return new CreateRequest(
                id, ociBundle, runtime, runtimeArgs, labels, noPivotRoot, autoRemove, policy, stdio, terminalSize, log);
    }

    public CreateRequest withStdio(StdioRequest streams) {
        return new CreateRequest(
                id,
                ociBundle,
                runtime,
                runtimeArgs,
                labels,
                noPivotRoot,
                autoRemove,
                onShimLoss,
                streams,
                terminalSize,
                log);
    }

    public CreateRequest withTerminalSize(TerminalSize size) {
        return new CreateRequest(
                id,
                ociBundle,
                runtime,
                runtimeArgs,
                labels,
                noPivotRoot,
                autoRemove,
                onShimLoss,
                stdio,
                Optional.of(size),
                log);
    }

    public CreateRequest withLog(LogRequest request) {
        return new CreateRequest(
                id,
                ociBundle,
                runtime,
                runtimeArgs,
                labels,
                noPivotRoot,
                autoRemove,
                onShimLoss,
                stdio,
                terminalSize,
                request);
    }
}
