package io.caisson.api.event;

/** What a record of the journal says: a fact about a container, or that records are lost. */
public sealed interface JournalEvent permits ContainerEvent, Gap {
    EventType type();
}
