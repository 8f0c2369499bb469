package io.caisson.shell.internal.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** Fills a command's fields from its arguments. */
final class Parsing {
    private Parsing() {}

    /**
     * {@return whether the command should run; otherwise its help was wanted}
     *
     * @param args without the command's name
     */
    static boolean parse(ShellCommand command, List<String> args) {
        try {
            return !parser(command).parseArgs(args.toArray(String[]::new)).isUsageHelpRequested();
        } catch (ParameterException e) {
            throw new UsageException(e.getMessage(), command.usageCode());
        }
    }

    /** {@return how the command is used, for people} */
    static String help(ShellCommand command, String calledAs) {
        StringWriter text = new StringWriter();
        CommandLine parser = parser(command);
        parser.setCommandName(calledAs);
        parser.usage(new PrintWriter(text, true), Ansi.OFF);
        return text.toString();
    }

    /** {@return the first line of the help} */
    static String summary(ShellCommand command) {
        return String.join(" ", parser(command).getCommandSpec().usageMessage().description());
    }

    private static CommandLine parser(ShellCommand command) {
        CommandLine parser = new CommandLine(command);
        parser.setExpandAtFiles(false); // "@file" would read the server's files
        parser.setInterpolateVariables(false);
        parser.setTrimQuotes(false);
        parser.setCaseInsensitiveEnumValuesAllowed(true);
        parser.setStopAtPositional(command.stopsAtPositional());
        parser.setUsageHelpAutoWidth(false);
        return parser;
    }
}
