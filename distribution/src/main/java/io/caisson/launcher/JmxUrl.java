package io.caisson.launcher;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.caisson.launcher.Options.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Prints the JMX service URL of the running server, for clients such as jmxterm that cannot attach by pid. The server
 * begins to listen on the loopback interface the first time somebody asks; only its own user and root can.
 */
public final class JmxUrl {
    private JmxUrl() {}

    /** Exit status: 0 when the URL was printed, 1 when no server runs there, 2 for a wrong command line. */
    public static void main(String[] args) {
        try {
            Path cwd = Path.of("").toAbsolutePath();
            Options options = Options.parse(List.of(args), cwd, cwd);
            Path lock = options.stateDir().resolve(OwnedDirectory.LOCK);
            ServerProcess server = ServerProcess.read(lock)
                    .filter(ServerProcess::isAlive)
                    .orElseThrow(
                            () -> new LaunchException("no server runs with --state-dir " + options.stateDir() + "."));
            System.out.println(url(server.pid()));
        } catch (UsageException e) {
            System.err.println("caisson jmx-url: " + e.getMessage());
            System.exit(2);
        } catch (LaunchException e) {
            System.err.println("caisson jmx-url: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String url(long pid) throws LaunchException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (IOException | AttachNotSupportedException e) {
            throw new LaunchException("cannot attach to the server, process " + pid + ": " + e.getMessage() + ".", e);
        }
    }
}
