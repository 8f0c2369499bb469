package io.caisson.api.cgroup;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What a container's cgroup said at one moment. Empty: the kernel does not tell; never zero instead.
 *
 * @param memoryLimitBytes empty when unlimited or not told
 * @param cpuUsageNanos since the cgroup was made
 */
public record Reading(
        Instant at,
        OptionalLong memoryUsageBytes,
        OptionalLong memoryPeakBytes,
        OptionalLong memoryLimitBytes,
        OptionalLong cpuUsageNanos,
        OptionalLong pidsCurrent,
        OptionalLong pidsLimit) {}
