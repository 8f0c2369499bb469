package io.caisson.shims.internal.program;

import java.util.OptionalInt;

/**
 * What a monitor program does not have from its request.
 *
 * @param gateSeconds how long the server may take to say go; nothing was done before
 * @param holdSeconds how long the server may take to hold the process before it is asked whether it lives
 * @param tailSeconds how long the server may take to read what is left before it is asked whether it lives
 * @param shimOomScore oom_score_adj of the shim, -1000 to 1000
 * @param commandOomScore oom_score_adj that the runtime's command starts with, -1000 to 1000
 * @param killAt index of the instruction before which the program kills itself with SIGKILL; for tests of deaths
 */
public record MonitorSettings(
        int gateSeconds, int holdSeconds, int tailSeconds, int shimOomScore, int commandOomScore, OptionalInt killAt) {
    private static final int MAX_OOM_SCORE = 1000;

    /** {@return what holds where nothing else is said} The shim goes just before the server, its process is protected from
     * nothing. @param serverOomScore oom_score_adj of the server */
    public static MonitorSettings of(int serverOomScore) {
        return new MonitorSettings(
                30,
                10,
                10,
                Math.min(serverOomScore + 1, MAX_OOM_SCORE),
                Math.max(serverOomScore, 0),
                OptionalInt.empty());
    }

    /** {@return with other deadlines, all of that many seconds} */
    public MonitorSettings withSeconds(int seconds) {
        return new MonitorSettings(seconds, seconds, seconds, shimOomScore, commandOomScore, killAt);
    }

    /** {@return with a death before that instruction} */
    public MonitorSettings withKillAt(int index) {
        return new MonitorSettings(
                gateSeconds, holdSeconds, tailSeconds, shimOomScore, commandOomScore, OptionalInt.of(index));
    }
}
