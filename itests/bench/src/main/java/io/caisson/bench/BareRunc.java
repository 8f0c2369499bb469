package io.caisson.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * runc called by a shell that stays: what a script would do. Not called by this JVM, since a JVM starts processes
 * several milliseconds slower, which would flatter the server.
 */
final class BareRunc implements Contender {
    private static final String SCRIPT = """
            root=$1 bundle=$2
            while read -r verb id; do
                begin=$EPOCHREALTIME
                case $verb in
                    start)
                        runc --root "$root" create --bundle "$bundle" "$id" < /dev/null > /dev/null 2>&1 &&
                            runc --root "$root" start "$id" < /dev/null > /dev/null 2>&1 ;;
                    delete) runc --root "$root" delete --force "$id" < /dev/null > /dev/null 2>&1 ;;
                esac || { echo failed; continue; }
                end=$EPOCHREALTIME
                echo $((${end/./} - ${begin/./}))
            done
            """;

    private final Process shell;
    private final PrintWriter commands;
    private final BufferedReader answers;

    BareRunc(Path root, Path bundle) throws IOException {
        shell = new ProcessBuilder("bash", "-c", SCRIPT, "bash", root.toString(), bundle.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = new PrintWriter(shell.outputWriter(), true);
        answers = shell.inputReader();
    }

    private double microseconds(String command) throws IOException {
        commands.println(command);
        String answer = answers.readLine();
        if (answer == null || answer.equals("failed")) {
            throw new IOException("runc failed: " + command);
        }
        return Double.parseDouble(answer);
    }

    @Override
    public double start(String id) throws IOException {
        return microseconds("start " + id) / 1000;
    }

    @Override
    public void delete(String id) throws IOException {
        microseconds("delete " + id);
    }

    @Override
    public void close() throws IOException {
        commands.close(); // the shell's loop ends with its input
        answers.close();
    }
}
