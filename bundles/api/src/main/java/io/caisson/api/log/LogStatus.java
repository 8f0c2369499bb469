package io.caisson.api.log;

/**
 * How much there is of a log.
 *
 * @param bytes size of its files, times and tags included
 * @param files number of its files
 * @param droppedBytes bytes of output that could not be written, since this server took the log up
 */
public record LogStatus(long bytes, int files, long droppedBytes) {}
