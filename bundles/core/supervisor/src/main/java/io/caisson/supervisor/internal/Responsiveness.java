package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerState;
import java.util.Optional;

/** Whether a container of an earlier server could be taken up; until then, why not. Safe for many threads. */
final class Responsiveness {
    private static final Runnable NOTHING = () -> {};

    private volatile String trouble; // null while there is none
    private volatile Runnable retry = NOTHING;

    /** @param again brings the next attempt forward */
    void lost(String why, Runnable again) {
        retry = again;
        trouble = why;
    }

    void found() {
        trouble = null;
        retry = NOTHING;
    }

    /** {@return what hinders, for people} */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    void retry() {
        retry.run();
    }

    /** {@return the state to show: what the record says is not known to be true while nothing answers} */
    ContainerState shown(ContainerState recorded) {
        String why = trouble;
        return why == null ? recorded : new ContainerState.Unknown("unresponsive: " + why);
    }
}
