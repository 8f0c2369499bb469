package io.caisson.api.log;

/** Takes what a {@link LogReader} finds, on the reader's thread. */
public interface LogSink {
    void onRecord(LogRecord record);

    /** Files were removed before they were read. @param bytes of the log's files, times and tags included */
    void onGap(long bytes);
}
