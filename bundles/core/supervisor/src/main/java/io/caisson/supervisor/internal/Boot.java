package io.caisson.supervisor.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which boot of the host this is. Pids, start times and pidfd inodes mean something within one boot only.
 *
 * @param id the kernel's; empty if it is not known
 */
record Boot(String id) {
    private static final Logger log = LoggerFactory.getLogger(Boot.class);
    private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String LAST = "boot-id";

    static Boot present() {
        try {
            return new Boot(Files.readString(KERNEL).strip());
        } catch (IOException e) {
            log.atWarn().setCause(e).log("the kernel does not tell its boot id: a reboot is not noticed");
            return new Boot("");
        }
    }

    /** {@return whether both are known and differ} */
    boolean isAnotherThan(String other) {
        return !id.isEmpty() && !other.isEmpty() && !id.equals(other);
    }

    /** {@return the boot in which a server with that root directory ran last; empty if none is known} */
    static String last(Path rootDir) {
        try {
            return Files.readString(rootDir.resolve(LAST)).strip();
        } catch (IOException e) { // the first server
            return "";
        }
    }

    /** To be called when all that the reboot ended is on disk. */
    void remember(DurableFiles files, Path rootDir) {
        if (id.isEmpty() || id.equals(last(rootDir))) {
            return;
        }
        try {
            files.replaceDurably(rootDir.resolve(LAST), (id + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) { // then the next start looks again, and finds nothing to do
            log.atWarn().setCause(e).log("the boot id cannot be written");
        }
    }
}
