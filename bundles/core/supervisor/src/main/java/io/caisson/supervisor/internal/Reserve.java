package io.caisson.supervisor.internal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room that is kept in the state directory: files that are given up one by one when the disk is full, so that what has
 * happened can be noted and containers can be ended and deleted. New containers are refused meanwhile. Each file holds an
 * inode as well as bytes. Safe for many threads.
 */
final class Reserve {
    /** For tests that have no full disk. */
    static final Reserve NONE = new Reserve(null);

    private static final Logger log = LoggerFactory.getLogger(Reserve.class);
    private static final int FILES = 16;
    private static final int FILE_BYTES = 16 * 1024;
    private static final int GIVEN_UP_AT_ONCE = 4;

    private final Path directory; // null for none
    private int kept; // guarded by this, as what follows
    private boolean inUse; // some was given up, and there has been no room since

    private Reserve(Path directory) {
        this.directory = directory;
    }

    static Reserve in(Path stateDir) {
        return new Reserve(stateDir.resolve(".reserve"));
    }

    /** {@return which of the two ran out, in words; empty when it is another problem} */
    static Optional<String> exhausted(IOException e, Path where) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (!text.contains("no space left") && !text.contains("quota exceeded")) {
            return Optional.empty();
        }
        try {
            FileStore store = Files.getFileStore(where);
            return Optional.of(store.getUsableSpace() >= FILE_BYTES ? "no inode is free" : "no space is free");
        } catch (IOException unknown) {
            return Optional.of("no space is free");
        }
    }

    /** Fills up what is missing while the disk has more room than that. */
    synchronized void fill(DurableFiles files) {
        if (directory == null || kept == FILES) {
            return;
        }
        try {
            if (Files.notExists(directory)) {
                files.createDirectory(directory);
            }
            while (kept < FILES && Files.exists(file(kept))) { // of an earlier server
                kept++;
            }
            if (kept < FILES && Files.getFileStore(directory).getUsableSpace() < 2L * FILES * FILE_BYTES) {
                return;
            }
            for (int i = kept; i < FILES; i++) {
                files.replace(file(i), new byte[FILE_BYTES]);
                kept = i + 1;
            }
            if (inUse) {
                log.atInfo().addKeyValue("directory", directory).log("the disk has room again");
            }
            inUse = false;
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("directory", directory)
                    .addKeyValue("files", kept)
                    .setCause(e)
                    .log("no room can be kept for a full disk");
        }
    }

    /** Gives up a part. {@return false if nothing is left} */
    synchronized boolean release() {
        if (kept == 0) {
            return false;
        }
        inUse = true;
        log.atWarn()
                .addKeyValue("directory", directory)
                .addKeyValue("files", kept)
                .log("the disk is full");
        try {
            for (int i = 0; i < GIVEN_UP_AT_ONCE && kept > 0; i++) {
                Files.deleteIfExists(file(kept - 1));
                kept--;
            }
            return true;
        } catch (IOException e) {
            log.atError().addKeyValue("directory", directory).setCause(e).log("the reserve cannot be given up");
            return false;
        }
    }

    /** {@return whether some of it was given up and there has been no room since} */
    synchronized boolean isInUse() {
        return inUse;
    }

    private Path file(int number) {
        return directory.resolve(Integer.toString(number));
    }
}
