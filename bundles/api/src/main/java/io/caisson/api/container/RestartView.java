package io.caisson.api.container;

import java.time.Instant;
import java.util.Optional;

/**
 * What a container's restart policy has done and is about to do, at one moment.
 *
 * @param count restarts by the policy since the container was created, or started by a user, or since the host was booted
 * @param nextAt when it will be started again, wall time; empty unless it has ended and waits for that
 * @param stoppedByUser whether it was stopped explicitly, so that its policy rests until it is started explicitly
 * @param lastError why the last attempt to start it again failed; empty if it did not fail
 */
public record RestartView(
        RestartPolicy policy, int count, Optional<Instant> nextAt, boolean stoppedByUser, String lastError) {
    /** Of a container without a policy. */
    public static final RestartView NONE = new RestartView(RestartPolicy.NO, 0, Optional.empty(), false, "");

    /** {@return that of a policy that has done nothing yet} */
    public static RestartView of(RestartPolicy policy) {
        return new RestartView(policy, 0, Optional.empty(), false, "");
    }
}
