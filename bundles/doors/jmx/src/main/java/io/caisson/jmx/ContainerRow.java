package io.caisson.jmx;

/**
 * One container in a table.
 *
 * @param pid -1 when there is no init
 * @param exitStatus -1 until it has ended
 * @param created ISO-8601, as {@code started} and {@code finished}; empty when not yet
 * @param cpuPercent of one CPU; -1 when not known
 * @param memoryUsageBytes -1 when not known
 * @param processes init and execs that run
 * @param labels separated by commas
 */
public record ContainerRow(
        String id,
        String state,
        long pid,
        int exitStatus,
        String runtime,
        String ociBundle,
        String created,
        String started,
        String finished,
        double cpuPercent,
        long memoryUsageBytes,
        int processes,
        String labels) {}
