package io.caisson.shell.internal.command;

import io.caisson.api.error.CaissonException;
import io.caisson.shell.internal.text.Printable;
import java.util.List;
import java.util.Set;

/**
 * containerd 0.2's {@code ctr containers ...} and {@code ctr checkpoints ...}: its words, and 1 for every failure. What it
 * did wrong (hanging without {@code --attach}, crashing at the end of input) is not done here.
 */
final class LegacyGroup {
    static final Set<String> NAMES = Set.of("containers", "checkpoints");

    private static final Set<String> NOT_YET = Set.of("stats", "update", "watch");

    private final Services services;

    LegacyGroup(Services services) {
        this.services = services;
    }

    static String help() {
        return "containers  " + String.join(" | ", CommandTable.CONTAINERS.names()) + "; alone it lists\n";
    }

    /** @param args begins with the group's name */
    int run(List<String> args, Invocation io) throws InterruptedException {
        boolean isAlone = args.size() == 1;
        String name = isAlone ? "list" : args.get(1);
        if (args.get(0).equals("checkpoints") || NOT_YET.contains(name)) {
            return fail(io, args.get(0) + (isAlone ? "" : " " + name) + ": not implemented in this version");
        }
        if (name.equals("help") || name.equals("-h") || name.equals("--help")) {
            io.out(help());
            return ExitCodes.OK;
        }
        ShellCommand command = CommandTable.CONTAINERS.make(name, services, io).orElse(null);
        if (command == null) {
            io.err(HelpText.unknown(name));
            return ExitCodes.UNKNOWN_COMMAND;
        }
        try {
            List<String> rest = isAlone ? List.of() : args.subList(2, args.size());
            return Dispatcher.execute(command, "ctr containers " + name, rest, io);
        } catch (UsageException | CaissonException e) {
            return fail(io, String.valueOf(e.getMessage()));
        }
    }

    private static int fail(Invocation io, String message) {
        io.err("[ctr] " + Printable.of(message) + "\n");
        return ExitCodes.LEGACY_FAILURE;
    }
}
