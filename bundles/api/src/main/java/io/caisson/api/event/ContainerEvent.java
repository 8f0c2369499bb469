package io.caisson.api.event;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;

/**
 * A fact about one container. Laws: started comes before exited; init's exit is the last exit; exactly one exited per
 * process; what was published is on disk. There is no event for a signal: a signal changes no state.
 */
public sealed interface ContainerEvent extends JournalEvent {
    ContainerId container();

    /** {@return the incarnation of the container, since ids are used again} */
    long birth();

    record Created(ContainerId container, long birth, ProcessIdentity init) implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.CREATED;
        }
    }

    record Started(ContainerId container, long birth) implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.STARTED;
        }
    }

    record ExecStarted(ContainerId container, long birth, ProcessId process, ProcessIdentity identity)
            implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.EXEC_STARTED;
        }
    }

    record ExecExited(ContainerId container, long birth, ProcessId process, ExitStatus exit) implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.EXEC_EXITED;
        }
    }

    record Paused(ContainerId container, long birth) implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.PAUSED;
        }
    }

    record Resumed(ContainerId container, long birth) implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.RESUMED;
        }
    }

    record Exited(ContainerId container, long birth, ExitStatus exit) implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.EXITED;
        }
    }

    record Deleted(ContainerId container, long birth) implements ContainerEvent {
        @Override
        public EventType type() {
            return EventType.DELETED;
        }
    }
}
