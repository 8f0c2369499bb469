package io.caisson.events.internal;

import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import java.time.Instant;

/** Makes the records that stand where numbers are missing. */
final class Gaps {
    private Gaps() {}

    /** {@return whether numbers are missing between two that were read one after the other} */
    static boolean between(long before, long after) {
        return after > before + 1;
    }

    /** {@return an entry as a reader is told of it who has seen a part of its numbers} */
    static EventRecord after(long seen, EventRecord entry) {
        return entry.event() instanceof Gap gap && gap.from() <= seen
                ? record(seen, gap.to() + 1, gap.reason(), entry.at())
                : entry;
    }

    /** {@return what stands for the numbers between two others} */
    static EventRecord record(long before, long after, Gap.Reason reason, Instant at) {
        return new EventRecord(after - 1, at, 0, new Gap(before + 1, after - 1, reason));
    }
}
