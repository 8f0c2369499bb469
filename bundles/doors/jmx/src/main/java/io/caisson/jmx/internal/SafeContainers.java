package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import io.caisson.api.container.RestoreProgress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads for attributes, which must not throw: what the supervisor cannot tell at this moment is empty. */
final class SafeContainers {
    private static final Logger LOG = LoggerFactory.getLogger(SafeContainers.class);

    private final Containers containers;

    SafeContainers(Containers containers) {
        this.containers = containers;
    }

    Optional<List<ContainerView>> list() {
        try {
            return Optional.of(containers.list());
        } catch (RuntimeException e) {
            return silent(e);
        }
    }

    /** {@return the container, or what was seen last when the supervisor does not answer} */
    Optional<ContainerView> find(ContainerId id, Optional<ContainerView> lastSeen) {
        try {
            return containers.find(id);
        } catch (RuntimeException e) {
            silent(e);
            return lastSeen;
        }
    }

    Optional<RestoreProgress> restoreProgress() {
        try {
            return Optional.of(containers.restoreProgress());
        } catch (RuntimeException e) {
            return silent(e);
        }
    }

    /** {@return containers that are not restored yet; -1 when not known} */
    int restoring() {
        return restoreProgress().map(RestoreProgress::remaining).orElse(-1);
    }

    private static <T> Optional<T> silent(RuntimeException e) {
        LOG.atDebug().setCause(e).log("containers not available");
        return Optional.empty();
    }
}
