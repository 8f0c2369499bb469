package io.caisson.shims.internal;

import io.caisson.api.container.OutputListener;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.shim.ShimProcess;
import io.caisson.api.shim.ShimRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A server in a JVM of its own, to be killed. Arguments: state directory, script; it writes who was started to a file. */
final class DoomedServer {
    static final String STARTED = "started";

    /** What its shims wait for a server. */
    static final int SECONDS = 1;

    private DoomedServer() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        ShimHarness shims = new ShimHarness(directory);
        shims.restart(ShimHarness.KERNEL, settings -> settings.withSeconds(SECONDS));
        ShimRequest request = shims.shell(StdioRequest.INTERACTIVE, arguments[1]);
        ShimProcess process = shims.launch(request, OutputListener.NONE);
        String note = new ShimNote(process.process(), false).toString();
        Path written = Files.writeString(directory.resolve("writing"), request.processDir() + "\n" + note);
        Files.move(written, directory.resolve(STARTED));
        while (true) {
            LockSupport.park(shims);
        }
    }
}
