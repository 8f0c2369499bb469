/**
 * The commands of the shell, each one class parsed by picocli, all through {@code Dispatcher}. Not here: where they are
 * typed (the socket of {@code ctr}, Gogo), which is behind {@code Invocation}. A command object serves one call on one
 * thread. Start at {@link io.caisson.shell.internal.command.Dispatcher}.
 */
package io.caisson.shell.internal.command;
