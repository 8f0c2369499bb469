package io.caisson.jmx.internal;

import static io.caisson.jmx.internal.Errors.translated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.jmx.ContainerRow;
import io.caisson.jmx.ContainersMXBean;
import java.util.ArrayList;
import java.util.List;

/** All containers as one MBean. */
final class ContainersBean implements ContainersMXBean {
    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 10_000;

    private final Containers containers;
    private final SafeContainers safe;
    private final LiveReadings readings;
    private final ContainerBeans beans;

    ContainersBean(Containers containers, LiveReadings readings, ContainerBeans beans) {
        this.containers = containers;
        this.safe = new SafeContainers(containers);
        this.readings = readings;
        this.beans = beans;
    }

    @Override
    public List<String> getIds() {
        return safe.list().orElse(List.of()).stream()
                .map(view -> view.id().value())
                .toList();
    }

    @Override
    public List<ContainerRow> getContainers() {
        return safe.list().orElse(List.of()).stream().map(this::row).toList();
    }

    private ContainerRow row(ContainerView view) {
        return Rows.container(view, readings);
    }

    @Override
    public int getContainersTotal() {
        return safe.list().map(List::size).orElse(-1);
    }

    @Override
    public int getContainersRunning() {
        return DaemonBean.count(safe, ContainerStatus.RUNNING);
    }

    @Override
    public int getRestoring() {
        return safe.restoring();
    }

    @Override
    public String list(String filter) {
        return translated("list", () -> table(matching(filter)));
    }

    private List<ContainerRow> matching(String filter) {
        var wanted = ContainerFilter.parse(filter);
        return containers.list().stream().filter(wanted).map(this::row).toList();
    }

    static String table(List<ContainerRow> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("ID", "STATE", "PID", "EXIT", "CPU%", "MEMORY", "RUNTIME", "OCIBUNDLE"));
        for (ContainerRow row : rows) {
            table.add(List.of(
                    row.id(),
                    row.state(),
                    row.pid() < 0 ? "-" : Long.toString(row.pid()),
                    row.exitStatus() < 0 ? "-" : Integer.toString(row.exitStatus()),
                    row.cpuPercent() < 0 ? "-" : String.format("%.1f", row.cpuPercent()),
                    row.memoryUsageBytes() < 0 ? "-" : Long.toString(row.memoryUsageBytes()),
                    row.runtime(),
                    Printable.text(row.ociBundle())));
        }
        return TextTable.of(table);
    }

    @Override
    public String listJson(String filter, int page, int pageSize) {
        return translated("listJson", () -> {
            List<ContainerRow> rows = matching(filter);
            int size = pageSize <= 0 ? DEFAULT_PAGE : Math.min(pageSize, LARGEST_PAGE);
            int number = Math.max(0, page);
            ObjectNode document = Json.object()
                    .put("total", rows.size())
                    .put("page", number)
                    .put("pageSize", size)
                    .put("restoring", containers.restoreProgress().remaining());
            ArrayNode listed = document.putArray("containers");
            rows.stream().skip((long) number * size).limit(size).forEach(row -> listed.add(json(row)));
            return document.toString();
        });
    }

    private static ObjectNode json(ContainerRow row) {
        return Json.object()
                .put("id", row.id())
                .put("state", row.state())
                .put("pid", row.pid())
                .put("exitStatus", row.exitStatus())
                .put("runtime", row.runtime())
                .put("ociBundle", row.ociBundle())
                .put("created", row.created())
                .put("started", row.started())
                .put("finished", row.finished())
                .put("cpuPercent", row.cpuPercent())
                .put("memoryUsageBytes", row.memoryUsageBytes())
                .put("processes", row.processes())
                .put("labels", row.labels());
    }

    @Override
    public boolean exists(String id) {
        return translated("exists", () -> containers.find(Arguments.id(id)).isPresent());
    }

    @Override
    public String create(String id, String ociBundle, String optionsJson) {
        return translated(
                "create",
                () -> made(containers.create(request(id, ociBundle, optionsJson), ContainerActions.deadline())));
    }

    @Override
    public String run(String id, String ociBundle, String optionsJson) {
        return translated(
                "run", () -> made(containers.run(request(id, ociBundle, optionsJson), ContainerActions.deadline())));
    }

    /** The caller's next call may be to the new MBean, and the journal's follower may not have got there yet. */
    private String made(ContainerView view) {
        boolean present = containers
                .find(view.id())
                .filter(found -> found.birth() == view.birth())
                .isPresent();
        if (present) {
            beans.appeared(view.id(), view.birth());
        }
        return ContainerActions.ok(view);
    }

    private static CreateRequest request(String id, String ociBundle, String optionsJson) {
        CreateRequest plain = CreateRequest.of(Arguments.id(id), Arguments.path("ociBundle", ociBundle));
        return CreateOptions.apply(plain, optionsJson);
    }
}
