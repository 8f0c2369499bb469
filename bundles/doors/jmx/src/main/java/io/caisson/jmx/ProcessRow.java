package io.caisson.jmx;

/**
 * One process of a container in a table.
 *
 * @param pid -1 before it runs
 * @param shimPid -1 when it has no shim
 * @param args words separated by spaces
 * @param started ISO-8601; empty before it runs
 * @param exitStatus -1 while it runs
 */
public record ProcessRow(
        String id, long pid, long shimPid, String args, boolean terminal, String started, int exitStatus) {}
