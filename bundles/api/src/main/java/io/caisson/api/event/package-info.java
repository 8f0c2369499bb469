/**
 * Facts about containers and the journal that holds them. Events are immutable; the journal is safe for many threads.
 * Start at {@link io.caisson.api.event.EventJournal}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package io.caisson.api.event;
