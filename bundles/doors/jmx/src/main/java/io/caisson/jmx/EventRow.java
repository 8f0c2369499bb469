package io.caisson.jmx;

/**
 * One event in a table and in the user data of a notification.
 *
 * @param seq its number in the journal
 * @param type {@code created}, {@code exited}, ..., {@code gap}
 * @param id of the container; empty for a gap
 * @param birth of the container; -1 for a gap
 * @param process of an exec, else {@code init}; empty for a gap
 * @param pid -1 where the event does not tell
 * @param exitStatus -1 where nothing ended
 * @param exitReason as {@link ContainerMXBean#getExitReason}; empty where nothing ended
 * @param gapFrom first lost number of a gap, whose last one is {@code seq}; -1 for others
 * @param gapReason {@code damaged} or {@code retention}; empty for others
 * @param time ISO-8601
 */
public record EventRow(
        long seq,
        String type,
        String id,
        long birth,
        String process,
        long pid,
        int exitStatus,
        String exitReason,
        long gapFrom,
        String gapReason,
        String time,
        long timeMillis) {}
