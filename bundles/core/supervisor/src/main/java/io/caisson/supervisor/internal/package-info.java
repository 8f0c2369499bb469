/**
 * What should run: the life cycle of containers and their state on disk.
 *
 * <p>Here: one mailbox and one record per container, the pure function of the states, creation with undo, recovery. Not
 * here: how a process is started (shims), what a runtime is told (runc), what a document may say (spec). Everything of one
 * container happens on its mailbox, except where a method says otherwise. Start at
 * {@link io.caisson.supervisor.internal.Supervisor}, then {@link io.caisson.supervisor.internal.ManagedContainer}.
 */
package io.caisson.supervisor.internal;
