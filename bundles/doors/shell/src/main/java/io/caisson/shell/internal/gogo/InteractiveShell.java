package io.caisson.shell.internal.gogo;

import io.caisson.shell.internal.command.Invocation;
import java.util.List;

/** Sessions in which a caller types commands. Used within this module alone. */
public interface InteractiveShell {
    /**
     * Serves one caller until it ends the session.
     *
     * @param lines when not empty: execute this instead, words joined by blanks, and end
     * @return the exit code
     */
    int run(List<String> lines, Invocation io);
}
