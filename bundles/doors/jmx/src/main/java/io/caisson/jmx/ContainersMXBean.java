package io.caisson.jmx;

import io.caisson.jmx.Operation.Impact;
import java.util.List;

/** {@code io.caisson:type=Containers}: all containers at once, and new ones. */
@Description("All containers of this server: tables of them, and how to create one.")
public interface ContainersMXBean {
    @Description("Ids of all containers, sorted.")
    List<String> getIds();

    @Description("All containers as a table: one read for everything, as cheap as a single container's attributes.")
    List<ContainerRow> getContainers();

    @Description("Number of containers; -1 when not known.")
    int getContainersTotal();

    @Description("Number of containers that run; paused ones do not count; -1 when not known.")
    int getContainersRunning();

    @Description("Containers that the server still has to look at after its start; 0 when all are restored.")
    int getRestoring();

    @Operation(value = "All containers as text, one line each.", impact = Impact.INFO)
    String list(
            @Description("Terms id= state= runtime= label= separated by commas, all must hold, * is a wildcard;"
                            + " a bare word is a part of the id; empty means all")
                    String filter);

    @Operation(value = "Containers as a JSON document, page by page.", impact = Impact.INFO)
    String listJson(
            @Description("As for list") String filter,
            @Description("Number of the page, from 0") int page,
            @Description("Containers on a page; 0 means 100, at most 10000") int pageSize);

    @Operation(value = "Whether a container with this id exists.", impact = Impact.INFO)
    boolean exists(@Description("Id of the container") String id);

    @Operation(
            value = "Creates a container from an OCI bundle; its program waits for start. Root on the host.",
            impact = Impact.ACTION)
    String create(
            @Description("Id of the new container: 1 to 76 letters, digits, dots, dashes, underscores") String id,
            @Description("Absolute path of the OCI bundle: the directory with config.json; \\u0020 stands for a space")
                    String ociBundle,
            @Description("JSON object, empty for none; keys: runtime, runtimeArgs, labels, rows, cols, stdin, noPivot,"
                            + " autoRemove, onShimLoss (keep or kill), logDriver (file, none or direct), logOptions (max-size,"
                            + " max-file, when-full, path), restart (no, on-failure, on-failure:N, always or"
                            + " unless-stopped)")
                    String optionsJson);

    @Operation(
            value = "Creates a container from an OCI bundle and starts it. Root on the host.",
            impact = Impact.ACTION)
    String run(
            @Description("Id of the new container: 1 to 76 letters, digits, dots, dashes, underscores") String id,
            @Description("Absolute path of the OCI bundle: the directory with config.json; \\u0020 stands for a space")
                    String ociBundle,
            @Description("JSON object, empty for none; keys as for create") String optionsJson);
}
