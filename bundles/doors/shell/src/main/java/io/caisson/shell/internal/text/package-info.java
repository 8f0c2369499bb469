/**
 * How the shell writes: tables, JSON, times, durations, and texts of strangers made fit for a terminal. Not here: what is
 * written. Everything is pure and safe for any thread. Start at {@link io.caisson.shell.internal.text.Table}.
 */
package io.caisson.shell.internal.text;
