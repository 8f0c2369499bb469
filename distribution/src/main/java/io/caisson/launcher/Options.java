package io.caisson.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The command line of the server.
 *
 * @param stateDir what is gone after a reboot; absolute
 * @param rootDir what survives a reboot; absolute
 * @param logDir logs; absolute
 * @param configDir {@code *.cfg} files; absolute
 * @param runtime name or path of the default OCI runtime
 * @param runtimeArgs global arguments of that runtime
 */
record Options(
        boolean debug,
        boolean help,
        boolean version,
        Path stateDir,
        Path rootDir,
        Path logDir,
        Path configDir,
        String runtime,
        List<String> runtimeArgs) {

    static final String USAGE = """
            usage: caisson [options]             run the server in the foreground
                   caisson shell [options]       open a console on the running server
                   caisson jmx-url [options]     print the JMX service URL of the running server

            options
              --state-dir DIR      volatile state, default /run/caisson
              --root-dir DIR       lasting state, default /var/lib/caisson
              --log-dir DIR        logs, default /var/log/caisson
              --config DIR         configuration, default config/ beside bin/
              --runtime NAME       name or path of the OCI runtime, default runc
              --runtime-args ARG   a global argument for every call of the runtime; may be repeated
              --debug              log more
              --help, --version    print and end

            SIGTERM and SIGINT end the server; containers run on. Only one server uses a directory.
            """;

    /** What is wrong with a command line; the message is for the person who typed it. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    Options {
        runtimeArgs = List.copyOf(runtimeArgs);
    }

    /**
     * Reads a command line.
     *
     * @param home where the distribution lies; its {@code config} is the default
     * @param cwd what relative paths are relative to; absolute
     */
    static Options parse(List<String> args, Path home, Path cwd) throws UsageException {
        boolean debug = false;
        boolean help = false;
        boolean version = false;
        Path stateDir = Path.of("/run/caisson");
        Path rootDir = Path.of("/var/lib/caisson");
        Path logDir = Path.of("/var/log/caisson");
        Path configDir = home.resolve("config");
        String runtime = "runc";
        List<String> runtimeArgs = new ArrayList<>();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
            String name = equals < 0 ? arg : arg.substring(0, equals);
            Value value = equals < 0 ? new Value(name, null, rest) : new Value(name, arg.substring(equals + 1), rest);
            switch (name) {
                case "--debug" -> debug = value.none();
                case "--help", "-h" -> help = value.none();
                case "--version" -> version = value.none();
                case "--state-dir" -> stateDir = value.path(cwd);
                case "--root-dir" -> rootDir = value.path(cwd);
                case "--log-dir" -> logDir = value.path(cwd);
                case "--config" -> configDir = value.path(cwd);
                case "--runtime" -> runtime = program(value.text(), cwd);
                case "--runtime-args" -> runtimeArgs.add(value.text());
                default -> throw new UsageException("unknown option: " + arg);
            }
        }
        return new Options(debug, help, version, stateDir, rootDir, logDir, configDir, runtime, runtimeArgs);
    }

    private static String program(String runtime, Path cwd) {
        return runtime.contains("/") ? cwd.resolve(runtime).normalize().toString() : runtime;
    }

    /** The value of one option: after its {@code =}, or the next argument. */
    private record Value(String option, String attached, Iterator<String> rest) {
        boolean none() throws UsageException {
            if (attached != null) {
                throw new UsageException(option + " takes no value");
            }
            return true;
        }

        String text() throws UsageException {
            String text = attached != null ? attached : rest.hasNext() ? rest.next() : "";
            if (text.isEmpty() || text.indexOf('\n') >= 0) {
                throw new UsageException(option + " needs a value of one line");
            }
            return text;
        }

        Path path(Path cwd) throws UsageException {
            return cwd.resolve(text()).normalize();
        }
    }
}
