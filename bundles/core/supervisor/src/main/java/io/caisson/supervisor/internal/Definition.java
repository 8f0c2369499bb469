package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.RestartPolicy;
import java.util.Optional;

/**
 * What outlives a reboot of a container that has a restart policy.
 *
 * @param request as it was asked for, with the runtime filled in
 * @param birth of the life it has, or had last
 * @param restarts by the policy since the container was created, started by a user, or lost to a reboot
 * @param exit how that life ended; empty until that is noted
 */
record Definition(CreateRequest request, long birth, int restarts, boolean stoppedByUser, Optional<ExitStatus> exit) {
    ContainerId id() {
        return request.id();
    }

    RestartPolicy policy() {
        return request.restart();
    }

    Definition withPolicy(RestartPolicy policy) {
        return new Definition(request.withRestart(policy), birth, restarts, stoppedByUser, exit);
    }

    Definition stoppedByUser(boolean value) {
        return new Definition(request, birth, restarts, value, exit);
    }

    /** {@return that of a new life, which lives} */
    Definition reborn(long newBirth, int newRestarts) {
        return new Definition(request, newBirth, newRestarts, false, Optional.empty());
    }

    Definition ended(ExitStatus how) {
        return new Definition(request, birth, restarts, stoppedByUser, Optional.of(how));
    }

    /** {@return as it stands after a reboot: counted anew, and with {@code always} no stop of before counts} */
    Definition rebooted() {
        boolean rests = stoppedByUser && policy().kind() != RestartPolicy.Kind.ALWAYS;
        return new Definition(request, birth, 0, rests, exit);
    }

    /**
     * {@return whether the policy starts it again}
     *
     * @param attempts failed ones since the last life
     */
    boolean wantsAnotherLife(ExitStatus how, int attempts) {
        return switch (policy().kind()) {
            case NO -> false;
            case ON_FAILURE ->
                how.code() != 0 && (policy().maxRestarts() == 0 || restarts + attempts < policy().maxRestarts());
            case ALWAYS, UNLESS_STOPPED -> true;
        };
    }
}
