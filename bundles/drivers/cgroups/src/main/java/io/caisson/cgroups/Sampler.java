package io.caisson.cgroups;

import io.caisson.api.cgroup.Reading;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerView;
import io.caisson.api.error.CaissonException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the cgroups of all live containers in one pass. One thread takes passes; any number may ask for the last one. */
final class Sampler {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Supplier<List<ContainerView>> containers;
    private final Mounts mounts;
    private final InstantSource clock;
    private volatile Map<ContainerId, Reading> last = Map.of();

    /** @param containers a snapshot; must not block */
    Sampler(Supplier<List<ContainerView>> containers, Path mountinfo, InstantSource clock) {
        this.containers = containers;
        this.mounts = new Mounts(mountinfo);
        this.clock = clock;
    }

    Optional<Reading> latest(ContainerId id) {
        return Optional.ofNullable(last.get(id));
    }

    /** Takes one pass; a failure is logged and leaves the readings as they were, so that a timer goes on. */
    void pass() {
        try {
            last = Map.copyOf(read());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("readings of containers could not be taken");
        }
    }

    private Map<ContainerId, Reading> read() {
        CgroupReader reader = new CgroupReader(mounts.hierarchies());
        Map<ContainerId, Reading> readings = new HashMap<>();
        for (ContainerView container : containers.get()) {
            if (container.state() instanceof ContainerState.Live) {
                reading(reader, container).ifPresent(reading -> readings.put(container.id(), reading));
            }
        }
        return readings;
    }

    private Optional<Reading> reading(CgroupReader reader, ContainerView container) {
        Instant now = clock.instant();
        try {
            return reader.read(CgroupPath.of(container.cgroupsPath()), now);
        } catch (CaissonException notAPath) {
            // A path that only systemd understands, for example: no reading rather than a wrong one.
            LOG.atDebug()
                    .addKeyValue("container", container.id())
                    .setCause(notAPath)
                    .log("container has no readings");
            return Optional.empty();
        }
    }
}
