package io.caisson.api.container;

import java.time.Instant;

/** The state of one container, with only what is true in it. Changed by the supervisor alone. */
public sealed interface ContainerState {
    ContainerStatus status();

    /** A state in which the init process exists. */
    sealed interface Live extends ContainerState {
        ProcessIdentity init();
    }

    /** The intent is on disk; the runtime has not answered yet. */
    record Creating(Instant since) implements ContainerState {
        @Override
        public ContainerStatus status() {
            return ContainerStatus.CREATING;
        }
    }

    /** Init exists and waits to execute the user's program. */
    record Created(ProcessIdentity init, Instant createdAt) implements Live {
        @Override
        public ContainerStatus status() {
            return ContainerStatus.CREATED;
        }
    }

    record Running(ProcessIdentity init, Instant startedAt) implements Live {
        @Override
        public ContainerStatus status() {
            return ContainerStatus.RUNNING;
        }
    }

    /** All processes are frozen. */
    record Paused(ProcessIdentity init, Instant startedAt) implements Live {
        @Override
        public ContainerStatus status() {
            return ContainerStatus.PAUSED;
        }
    }

    record Stopped(ExitStatus exit) implements ContainerState {
        @Override
        public ContainerStatus status() {
            return ContainerStatus.STOPPED;
        }
    }

    /**
     * The record on disk cannot be used, or what it tells of does not respond; the container is not touched.
     *
     * @param problem what is wrong, for people; begins with {@code unresponsive} when only the taking up hangs or fails
     */
    record Unknown(String problem) implements ContainerState {
        @Override
        public ContainerStatus status() {
            return ContainerStatus.UNKNOWN;
        }
    }
}
