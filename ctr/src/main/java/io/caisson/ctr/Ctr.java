package io.caisson.ctr;

import io.caisson.ctr.Options.UsageException;
import io.caisson.ctr.wire.Hello;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The program {@code ctr}. Exit codes are the server's; 1 when there is no server, 129 when it went while attached. */
public final class Ctr {
    private static final int RETRY_MILLIS = 50;

    private Ctr() {}

    public static void main(String[] args) {
        Terminal terminal = new Terminal();
        int status = run(args, terminal);
        terminal.restore();
        System.exit(status);
    }

    private static int run(String[] args, Terminal terminal) {
        boolean debug = false;
        String place = "";
        try {
            Options options = Options.parse(args, System.getenv("CAISSON_ADDRESS"));
            debug = options.isDebug();
            if (options.isVersionWanted()) {
                System.out.println("ctr version " + version());
                return 0;
            }
            place = options.socketPath();
            try (SocketChannel channel = connect(place, options.connectTimeoutMillis())) {
                return new Session(channel, terminal).run(hello(options, terminal));
            }
        } catch (UsageException e) {
            Session.complain("[ctr] " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            Session.complain("[ctr] " + place + ": " + e.getMessage());
            if (debug) {
                e.printStackTrace();
            }
        }
        return Session.EXIT_FAILED;
    }

    private static Hello hello(Options options, Terminal terminal) {
        int size = options.isGogo() ? terminal.size() : 0; // asking costs a process: else only when the server asks
        return new Hello(
                options.isGogo() ? Hello.Kind.GOGO : Hello.Kind.COMMAND,
                options.command(),
                System.getProperty("user.dir"),
                environment("TERM"),
                environment("LANG"),
                size >>> 16,
                size & 0xffff,
                terminal.stdinIsTerminal(),
                terminal.stdoutIsTerminal(),
                Terminal.isTerminal(2));
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    /** Tries again while nobody listens, as a server may be just starting. */
    private static SocketChannel connect(String path, long timeoutMillis) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        long end = System.nanoTime() + timeoutMillis * 1_000_000;
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(address);
                return channel;
            } catch (IOException e) {
                channel.close();
                if (System.nanoTime() - end >= 0) {
                    throw new IOException("cannot reach the server: " + e.getMessage() + " (is it running?)", e);
                }
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private static String version() throws IOException {
        try (InputStream in = Ctr.class.getResourceAsStream("version")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
