package io.caisson.jmx.internal;

import io.caisson.api.cgroup.ContainerReadings;
import io.caisson.api.cgroup.Reading;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readings of containers that live, and their CPU use between readings. Never blocks, never throws. */
final class LiveReadings {
    private static final Logger LOG = LoggerFactory.getLogger(LiveReadings.class);
    private static final double NOT_KNOWN = -1;

    private final ContainerReadings readings;
    private final Map<Long, Meter> meters = new ConcurrentHashMap<>(); // by birth

    LiveReadings(ContainerReadings readings) {
        this.readings = readings;
    }

    /** {@return the last reading; empty for a container without processes} */
    Optional<Reading> latest(ContainerView view) {
        if (!(view.state() instanceof ContainerState.Live)) {
            return Optional.empty();
        }
        try {
            return readings.latest(view.id());
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("container", view.id()).setCause(e).log("reading not available");
            return Optional.empty();
        }
    }

    /** {@return percent of one CPU between the last two readings that were seen here; -1 when not known} */
    double cpuPercent(ContainerView view) {
        return latest(view)
                .map(reading -> meters.computeIfAbsent(view.birth(), birth -> new Meter())
                        .percent(reading))
                .orElse(NOT_KNOWN);
    }

    void forget(long birth) {
        meters.remove(birth);
    }

    private static final class Meter {
        private Reading newest; // guarded by this
        private double percent = NOT_KNOWN; // guarded by this

        /** Many clients ask about the same reading: only a newer one makes a new answer. */
        synchronized double percent(Reading reading) {
            if (newest == null || reading.at().isAfter(newest.at())) {
                percent = between(newest, reading);
                newest = reading;
            }
            return percent;
        }

        private static double between(Reading earlier, Reading later) {
            if (earlier == null
                    || earlier.cpuUsageNanos().isEmpty()
                    || later.cpuUsageNanos().isEmpty()) {
                return NOT_KNOWN;
            }
            long used =
                    later.cpuUsageNanos().getAsLong() - earlier.cpuUsageNanos().getAsLong();
            long passed = Duration.between(earlier.at(), later.at()).toNanos();
            return used < 0 ? NOT_KNOWN : 100.0 * used / passed;
        }
    }
}
