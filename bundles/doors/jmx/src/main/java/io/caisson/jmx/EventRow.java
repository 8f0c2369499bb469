package io.caisson.jmx;

/**
 * One event in a table and in the user data of a notification.
 *
 * @param seq its number in the journal
 * @param type {@code created}, {@code exited}, ...
 * @param id of the container
 * @param birth of the container
 * @param process of an exec, else {@code init}
 * @param pid -1 where the event does not tell
 * @param exitStatus -1 where nothing ended
 * @param exitReason {@code exited}, {@code signal} or {@code unknown}; empty where nothing ended
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
        String time,
        long timeMillis) {}
