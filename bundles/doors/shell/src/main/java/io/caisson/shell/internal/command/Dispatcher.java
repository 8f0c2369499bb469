package io.caisson.shell.internal.command;

import io.caisson.api.error.CaissonException;
import io.caisson.shell.internal.text.Printable;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the command that a command line names, runs it, and translates its failure. Safe for many threads. */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Services services;

    public Dispatcher(Services services) {
        this.services = services;
    }

    /** {@return the exit code; failures are told to the caller, never thrown} */
    public int run(List<String> args, Invocation io) {
        try {
            return isGroup(args) ? new LegacyGroup(services).run(args, io) : runOurs(args, io);
        } catch (CallerGoneException e) {
            return ExitCodes.LEGACY_FAILURE; // nobody is there to read it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCodes.BUSY;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("command", args.isEmpty() ? "" : args.get(0))
                    .setCause(e)
                    .log("command failed by a fault of ours");
            tell(io, "ctr: internal error, see the server's log\n");
            return ExitCodes.INTERNAL;
        }
    }

    private static boolean isGroup(List<String> args) {
        return !args.isEmpty() && LegacyGroup.NAMES.contains(args.get(0));
    }

    private int runOurs(List<String> args, Invocation io) throws InterruptedException {
        if (args.isEmpty() || args.get(0).equals("help") || args.get(0).equals("h")) {
            return new HelpText(services, io).print(args);
        }
        ShellCommand command = CommandTable.OURS.make(args.get(0), services, io).orElse(null);
        if (command == null) {
            io.err(HelpText.unknown(args.get(0)));
            return ExitCodes.UNKNOWN_COMMAND;
        }
        try {
            return execute(command, "ctr " + args.get(0), args.subList(1, args.size()), io);
        } catch (UsageException e) {
            tell(io, "ctr: " + Printable.of(e.getMessage()) + "; see \"ctr help " + args.get(0) + "\"\n");
            return e.exitCode();
        } catch (CaissonException e) {
            tell(io, ShellCommand.text(e));
            return command.failureCode(e);
        }
    }

    /**
     * Runs one of our own commands for a caller that takes failures as exceptions.
     *
     * @return the exit code
     * @throws CaissonException when the command failed
     * @throws UsageException when the arguments cannot be understood
     */
    public int runThrowing(String name, List<String> args, Invocation io) throws InterruptedException {
        ShellCommand command = CommandTable.OURS.make(name, services, io).orElseThrow();
        return execute(command, name, args, io);
    }

    static int execute(ShellCommand command, String calledAs, List<String> args, Invocation io)
            throws InterruptedException {
        if (!Parsing.parse(command, args)) {
            io.out(Parsing.help(command, calledAs));
            return ExitCodes.OK;
        }
        return command.call();
    }

    private static void tell(Invocation io, String text) {
        try {
            io.err(text);
        } catch (CallerGoneException e) {
            return; // the code says it as well, to nobody
        }
    }
}
