package io.caisson.api.cgroup;

import io.caisson.api.container.ContainerId;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The last reading of each running container, taken by a sampler. Never blocks. Safe for many threads. */
@ProviderType
public interface ContainerReadings {
    /** {@return the last reading; empty when there is none yet} */
    Optional<Reading> latest(ContainerId id);
}
