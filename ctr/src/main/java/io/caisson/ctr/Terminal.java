package io.caisson.ctr;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The caller's terminal, by way of {@code stty}(1). Raw mode is undone by {@link #restore}, which a shutdown hook calls
 * as well, so that every way out but SIGKILL leaves the terminal as it was. Safe for many threads.
 */
final class Terminal {
    private static final int STTY_TIMEOUT_SECONDS = 5;
    private static final File DEVICE = new File("/dev/tty");

    private final boolean stdinIsTerminal = isTerminal(0);
    private final boolean stdoutIsTerminal = isTerminal(1);
    private String saved; // stty -g from before raw mode; null while not raw; guarded by this

    boolean stdinIsTerminal() {
        return stdinIsTerminal;
    }

    boolean stdoutIsTerminal() {
        return stdoutIsTerminal;
    }

    /** {@return whether a descriptor of this process is a terminal, told by where it leads in proc(5)} */
    static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false; // closed
        }
    }

    /** {@return rows * 65536 + columns; 0 when there is no terminal to ask} */
    int size() {
        if (!stdinIsTerminal && !stdoutIsTerminal) {
            return 0;
        }
        String answer = stty("size");
        int blank = answer.indexOf(' ');
        if (blank < 0) {
            return 0;
        }
        try {
            int rows = Integer.parseInt(answer.substring(0, blank));
            int columns = Integer.parseInt(answer.substring(blank + 1));
            return (rows & 0xffff) << 16 | columns & 0xffff;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Gives every key to the server, Ctrl-C too. Without a terminal on standard input does nothing. */
    synchronized void raw() {
        if (saved != null || !stdinIsTerminal) {
            return;
        }
        String before = stty("-g");
        if (before.isEmpty()) {
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread("restore-terminal") {
            @Override
            public void run() {
                restore();
            }
        });
        saved = before;
        stty("raw", "-echo");
    }

    /** Puts the terminal back as it was. A second time does nothing. */
    synchronized void restore() {
        if (saved != null) {
            stty(saved);
            saved = null;
        }
    }

    /** {@return what stty printed, without the line end; empty when it failed} */
    private String stty(String... args) {
        String[] command = new String[args.length + 1];
        command[0] = "stty";
        System.arraycopy(args, 0, command, 1, args.length);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectInput(stdinIsTerminal ? Redirect.INHERIT : Redirect.from(DEVICE));
        builder.redirectError(Redirect.DISCARD);
        try {
            Process stty = builder.start();
            String output = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!stty.waitFor(STTY_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return "";
            }
            return stty.exitValue() == 0 ? output.strip() : "";
        } catch (IOException e) {
            return ""; // no stty here: the session goes on without size and raw mode
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
