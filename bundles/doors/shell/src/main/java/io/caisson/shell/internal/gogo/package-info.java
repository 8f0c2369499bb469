/**
 * The commands as Gogo commands of scope {@code caisson}, and Gogo sessions for {@code bin/caisson shell}. Not here: the
 * commands themselves. Only loaded while the Gogo runtime is there. Safe for many threads. Start at
 * {@link io.caisson.shell.internal.gogo.GogoCommands}.
 */
package io.caisson.shell.internal.gogo;
