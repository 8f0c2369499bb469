package io.caisson.launcher;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the process ends. A signal to end is a wish that was fulfilled, so the exit status is 0, where the JVM alone
 * would say 128 + signal.
 */
final class Shutdown {
    private static volatile int status;

    private Shutdown() {}

    /** Stops the server when the JVM goes down, whoever asked for it. */
    static void onSignal(OsgiServer server, Duration limit) {
        Logger log = LoggerFactory.getLogger(Main.class);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            log.info("server stopping");
                            int result = status;
                            try {
                                if (!server.stop(limit)) {
                                    log.atError()
                                            .addKeyValue("limitSeconds", limit.toSeconds())
                                            .log("an OSGi bundle did not stop in time");
                                    result = 1;
                                }
                            } catch (InterruptedException e) {
                                result = 1;
                            }
                            log.atInfo().addKeyValue("status", result).log("server stopped");
                            ServerLog.close();
                            Runtime.getRuntime().halt(result);
                        },
                        "caisson-shutdown"));
    }

    /** Ends the process; does nothing if it is about to end already. */
    static void exit(int wanted) {
        status = wanted;
        System.exit(wanted);
    }
}
