package io.caisson.ctr;

import java.util.ArrayList;
import java.util.List;

/** What stands before the command: the client's own options. Everything from the first other word on is the server's. */
final class Options {
    /** How the client itself fails, as containerd's {@code ctr} 0.2 does. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    private static final String DEFAULT_ADDRESS = "unix:///run/caisson/caisson.sock";
    private static final String PROTOCOL_SEPARATOR = "://";

    private final String address;
    private final long connectTimeoutMillis;
    private final boolean debug;
    private final boolean gogo;
    private final boolean versionWanted;
    private final List<String> command;

    private Options(
            String address,
            long connectTimeoutMillis,
            boolean debug,
            boolean gogo,
            boolean versionWanted,
            List<String> command) {
        this.address = address;
        this.connectTimeoutMillis = connectTimeoutMillis;
        this.debug = debug;
        this.gogo = gogo;
        this.versionWanted = versionWanted;
        this.command = command;
    }

    /** @param addressOfEnvironment value of CAISSON_ADDRESS; null or empty if not set */
    static Options parse(String[] args, String addressOfEnvironment) throws UsageException {
        String address =
                addressOfEnvironment == null || addressOfEnvironment.isEmpty() ? DEFAULT_ADDRESS : addressOfEnvironment;
        long timeoutMillis = 1000;
        boolean debug = false;
        boolean gogo = false;
        boolean version = false;
        int i = 0;
        for (; i < args.length && args[i].startsWith("-"); i++) {
            String name = name(args[i]);
            switch (name) {
                case "address", "conn-timeout" -> {
                    String value = value(args, i, name);
                    if (args[i].indexOf('=') < 0) {
                        i++;
                    }
                    if (name.equals("address")) {
                        address = value;
                    } else {
                        timeoutMillis = GoDuration.parseMillis(value);
                    }
                }
                case "debug" -> debug = true;
                case "gogo" -> gogo = true;
                case "v", "version" -> version = true;
                case "h", "help" -> {
                    return new Options(address, timeoutMillis, debug, gogo, version, List.of("help"));
                }
                default -> throw new UsageException("flag provided but not defined: -" + name);
            }
        }
        List<String> command = new ArrayList<>();
        for (; i < args.length; i++) {
            command.add(args[i]);
        }
        return new Options(address, timeoutMillis, debug, gogo, version, command);
    }

    private static String name(String arg) {
        int begin = arg.startsWith("--") ? 2 : 1;
        int end = arg.indexOf('=');
        return arg.substring(begin, end < 0 ? arg.length() : end);
    }

    private static String value(String[] args, int i, String name) throws UsageException {
        int equals = args[i].indexOf('=');
        if (equals >= 0) {
            return args[i].substring(equals + 1);
        }
        if (i + 1 >= args.length) {
            throw new UsageException("flag needs an argument: -" + name);
        }
        return args[i + 1];
    }

    /** {@return the path of the server's socket} */
    String socketPath() throws UsageException {
        int separator = address.indexOf(PROTOCOL_SEPARATOR);
        if (separator < 0) {
            throw new UsageException("bad bind address format " + address + ", expected proto://address");
        }
        if (!address.startsWith("unix://")) {
            throw new UsageException("protocol of " + address + " is not known, only unix:// is");
        }
        return address.substring(separator + PROTOCOL_SEPARATOR.length());
    }

    /** {@return how long to try when nobody listens yet} */
    long connectTimeoutMillis() {
        return connectTimeoutMillis;
    }

    boolean isDebug() {
        return debug;
    }

    boolean isGogo() {
        return gogo;
    }

    boolean isVersionWanted() {
        return versionWanted;
    }

    List<String> command() {
        return command;
    }
}
