/**
 * The shell door: joins services, commands and the socket, and tells when it is open. Not here: commands
 * ({@code command}), the wire's server side ({@code socket}), Gogo ({@code gogo}). Start at
 * {@link io.caisson.shell.internal.ShellDoor}.
 */
package io.caisson.shell.internal;
