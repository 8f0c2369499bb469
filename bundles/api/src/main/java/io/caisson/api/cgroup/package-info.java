/**
 * Readings of Linux control groups. Absent, zero and unlimited are three things. Sizes are bytes, times nanoseconds.
 * Start at {@link io.caisson.api.cgroup.ContainerReadings}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.cgroup;
