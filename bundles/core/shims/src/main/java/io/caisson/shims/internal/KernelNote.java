package io.caisson.shims.internal;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.shim.ProcessExit;
import java.time.Instant;

/** The file {@code exitStatus}: an exit that the shim could not record. Code, cause, time and source in one line. */
record KernelNote(ProcessExit exit) {
    static KernelNote parse(String text) {
        String[] words = text.strip().split(" ");
        ExitStatus status =
                new ExitStatus(Integer.parseInt(words[0]), ExitStatus.Cause.valueOf(words[1]), Instant.parse(words[2]));
        return new KernelNote(new ProcessExit(status, ProcessExit.Source.valueOf(words[3])));
    }

    @Override
    public String toString() {
        ExitStatus status = exit.status();
        return status.code() + " " + status.cause() + ' ' + status.finishedAt() + ' ' + exit.source() + '\n';
    }
}
