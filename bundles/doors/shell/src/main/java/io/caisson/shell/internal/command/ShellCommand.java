package io.caisson.shell.internal.command;

import io.caisson.api.container.Containers;
import io.caisson.api.error.CaissonException;
import io.caisson.api.time.Deadline;
import io.caisson.shell.internal.text.Printable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** One call of one command: picocli fills the fields of the subclass, then {@link #call} runs once. */
abstract class ShellCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    protected final Services services;
    protected final Invocation io;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean helpWanted;

    protected ShellCommand(Services services, Invocation io) {
        this.services = services;
        this.io = io;
    }

    /** {@return the exit code} */
    abstract int call() throws InterruptedException;

    /** {@return whether options end at the first other word, since a command line of the container follows} */
    boolean stopsAtPositional() {
        return false;
    }

    /** {@return the exit code for a failure} */
    int failureCode(CaissonException e) {
        return ExitCodes.of(e);
    }

    /** {@return the exit code for a command line that cannot be understood} */
    int usageCode() {
        return ExitCodes.USAGE;
    }

    protected final Containers containers() {
        return services.containers();
    }

    protected static Deadline deadline() {
        return Deadline.after(PATIENCE);
    }

    /** {@return a path of the caller's as an absolute one} */
    protected final Path resolve(Path path) {
        return io.cwd().resolve(path).normalize();
    }

    /** Does the same to each id; a failure is told and does not keep the others from it. */
    protected final int each(List<String> ids, Consumer<String> action) {
        int code = ExitCodes.OK;
        for (String id : ids) {
            try {
                action.accept(id);
            } catch (CaissonException e) {
                if (ids.size() == 1) {
                    throw e;
                }
                io.err(text(e));
                code = code == ExitCodes.OK ? failureCode(e) : code;
            }
        }
        return code;
    }

    /** {@return a failure as one line for people} */
    static String text(CaissonException e) {
        return "ctr: " + Printable.of(String.valueOf(e.getMessage())) + " [" + e.reason() + "]\n";
    }
}
