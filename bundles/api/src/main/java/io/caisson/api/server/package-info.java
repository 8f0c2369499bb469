/**
 * The server itself: its settings and its doors. Start at {@link io.caisson.api.server.ServerSettings}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.server;
