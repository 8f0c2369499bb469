/**
 * Kills the packaged server by SIGKILL at every failpoint that an operation passes, and shims at every instruction, starts
 * the server again and compares what it then says with what the containers themselves wrote down. Counts what was lost,
 * told twice or left behind. Needs root, runc, crun and busybox-static. Start at {@link io.caisson.crash.Crash}.
 */
package io.caisson.crash;
