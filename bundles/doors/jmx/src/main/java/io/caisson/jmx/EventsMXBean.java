package io.caisson.jmx;

import io.caisson.jmx.Operation.Impact;
import java.util.List;

/** {@code io.caisson:type=Events}: everything that happens, live and from the journal. */
@Description("Everything that happens to containers. Notifications are a doorbell that may miss a ring when there are"
        + " many; the journal behind replay misses nothing.")
@Emits(
        value = {
            "io.caisson.container.created",
            "io.caisson.container.started",
            "io.caisson.container.exec-started",
            "io.caisson.container.exec-exited",
            "io.caisson.container.paused",
            "io.caisson.container.resumed",
            "io.caisson.container.exited",
            "io.caisson.container.deleted",
            "io.caisson.journal.gap"
        },
        description = "What happened to any container, and that events are lost. The sequence number is the journal's;"
                + " the message says all.")
public interface EventsMXBean {
    @Description("Oldest sequence number in the journal; 0 when it is empty, -1 when not known.")
    long getFirstSeq();

    @Description("Newest sequence number in the journal; 0 when it is empty, -1 when not known.")
    long getLastSeq();

    @Description("Notifications were sent up to this sequence number.")
    long getNotifiedSeq();

    @Description("The last 50 events, oldest first.")
    List<EventRow> getLastEvents();

    @Operation(value = "Events from the journal as text, one line each, oldest first.", impact = Impact.INFO)
    String replay(
            @Description("Give what came after this sequence number; 0 means from the beginning") long afterSeq,
            @Description("Most events to give; 0 means 100, at most 10000") int max,
            @Description(
                            "Terms id= type= since= until= separated by commas, all must hold; several ids or types with |;"
                                    + " times like 2026-11-25T10:00:00Z, until is exclusive; empty means all")
                    String filter);
}
