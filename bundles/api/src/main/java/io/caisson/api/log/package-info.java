/**
 * Logs of containers: what their standard streams wrote. Not here: the server's own log. Start at
 * {@link io.caisson.api.log.ContainerLogs}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.log;
