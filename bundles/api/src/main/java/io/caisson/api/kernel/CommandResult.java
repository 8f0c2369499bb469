package io.caisson.api.kernel;

/**
 * How a command ended.
 *
 * @param waitStatus as wait4(2) gives it
 * @param truncated whether output was thrown away
 */
public record CommandResult(int waitStatus, byte[] stdout, byte[] stderr, boolean truncated) {}
