/**
 * The journal: append-only segment files that are the bus as well.
 *
 * <p>Here: the format of segments, group commit, cursors. Not here: what events mean, which is the supervisor's matter.
 * Sequence numbers count from 1 over all segments. Safe for many threads except where a type says otherwise. Start at
 * {@link io.caisson.events.internal.SegmentedJournal}.
 */
package io.caisson.events.internal;
