package io.caisson.supervisor.internal;

import java.io.IOException;

/** What stands on disk is no record that this server reads; reading it again gives the same. */
final class UnreadableRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param problem continues a sentence that names the record */
    UnreadableRecordException(String problem) {
        super(problem);
    }

    UnreadableRecordException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
