/**
 * The socket that {@code ctr} speaks to: bound so that it is never open for a moment, callers told by the kernel, each
 * connection bounded and apart from all others. Not here: what commands do. One thread reads each connection, one runs its
 * command, one feeds its input. Start at {@link io.caisson.shell.internal.socket.SocketServer}.
 */
package io.caisson.shell.internal.socket;
