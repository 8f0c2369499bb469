package io.caisson.shell.internal.command;

import io.caisson.shell.internal.text.Printable;
import java.util.List;

/** The help: all commands, or one. */
final class HelpText {
    private static final int NAME_WIDTH = 12;

    private final Services services;
    private final Invocation io;

    HelpText(Services services, Invocation io) {
        this.services = services;
        this.io = io;
    }

    /** {@return what is said about a command that does not exist} */
    static String unknown(String name) {
        return "No help topic for '" + Printable.of(name) + "'\n";
    }

    /** @param args {@code help} and perhaps a command's name */
    int print(List<String> args) {
        if (args.size() < 2) {
            io.out(overview());
            return ExitCodes.OK;
        }
        String name = args.get(1);
        if (LegacyGroup.NAMES.contains(name)) {
            io.out(LegacyGroup.help());
            return ExitCodes.OK;
        }
        ShellCommand command = CommandTable.OURS.make(name, services, io).orElse(null);
        if (command == null) {
            io.err(unknown(name));
            return ExitCodes.UNKNOWN_COMMAND;
        }
        io.out(Parsing.help(command, "ctr " + name));
        return ExitCodes.OK;
    }

    private String overview() {
        StringBuilder text = new StringBuilder();
        text.append("Usage: ctr [--address unix://PATH] [--conn-timeout 1s] [--debug] COMMAND\n\n");
        for (String name : CommandTable.OURS.names()) {
            ShellCommand command = CommandTable.OURS.make(name, services, io).orElseThrow();
            text.append("  ").append(name).append(" ".repeat(NAME_WIDTH - name.length()));
            text.append(Parsing.summary(command)).append('\n');
        }
        text.append("\nAs in containerd 0.2:\n\n  ").append(LegacyGroup.help());
        text.append("\n\"ctr help COMMAND\" tells more.\n");
        return text.toString();
    }
}
