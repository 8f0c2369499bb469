/**
 * Containers as the doors see them: ids, states, requests, views and the {@code Containers} service. Not here: how one
 * is started, which is in {@code runtime} and {@code shim}. Values are immutable; services are safe for many threads.
 * Start at {@link io.caisson.api.container.Containers}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.container;
