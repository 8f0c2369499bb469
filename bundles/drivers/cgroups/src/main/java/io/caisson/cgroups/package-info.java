/**
 * Control groups of the host, v1, v2 and hybrid: processes in them, readings, and removal of what a runtime left.
 *
 * <p>Not here: creation and limits, which are the runtime's. Sizes are bytes, times nanoseconds, as in {@code api.cgroup}.
 * Safe for many threads; nothing about mounts is kept between calls. Start at {@link io.caisson.cgroups.HostCgroups}
 * and {@link io.caisson.cgroups.SampledReadings}.
 */
package io.caisson.cgroups;
