package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerView;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessView;
import io.caisson.jmx.ContainerRow;
import io.caisson.jmx.ProcessRow;
import java.time.Instant;
import java.util.Optional;

/** Views of the API as rows of tables. */
final class Rows {
    private Rows() {}

    static ContainerRow container(ContainerView view, LiveReadings readings) {
        return new ContainerRow(
                view.id().value(),
                view.status().name(),
                view.pid().orElse(-1),
                view.exit().map(ExitStatus::code).orElse(-1),
                view.runtime(),
                view.ociBundle().toString(),
                view.createdAt().toString(),
                time(view.startedAt()),
                time(view.exit().map(ExitStatus::finishedAt)),
                readings.cpuPercent(view),
                readings.latest(view)
                        .map(reading -> reading.memoryUsageBytes().orElse(-1))
                        .orElse(-1L),
                (int) view.processes().stream()
                        .filter(process -> process.exit().isEmpty())
                        .count(),
                String.join(",", view.labels()));
    }

    static ProcessRow process(ProcessView view) {
        return new ProcessRow(
                view.id().value(),
                view.pid().orElse(-1),
                view.shimPid().orElse(-1),
                String.join(" ", view.args()),
                view.terminal(),
                time(view.startedAt()),
                view.exit().map(ExitStatus::code).orElse(-1));
    }

    static String time(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse("");
    }
}
