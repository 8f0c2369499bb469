package io.caisson.logs.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through the files of one log while they are changed, moved and removed. Holds one file open. For one thread. */
final class FileWalk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileWalk.class);

    /** Between two looks a file may get another name; not more often than that without a file being written whole. */
    private static final int ATTEMPTS = 5;

    private final FileSet files;
    private FileIdentity open;
    private long start; // bytes of the log before this file
    private long position; // in this file

    private FileWalk(FileSet files) {
        this.files = files;
    }

    static FileWalk fromOldest(FileSet files) throws IOException {
        FileWalk walk = new FileWalk(files);
        for (int i = 0; i < ATTEMPTS; i++) {
            for (FileSet.Rotated old : files.rotated()) {
                if (walk.tryOpen(old)) {
                    return walk;
                }
            }
            if (walk.tryOpenActive()) {
                return walk;
            }
        }
        return walk.require();
    }

    static FileWalk fromNewest(FileSet files) throws IOException {
        FileWalk walk = new FileWalk(files);
        for (int i = 0; i < ATTEMPTS; i++) {
            if (walk.tryOpenActive()) {
                return walk;
            }
        }
        List<FileSet.Rotated> old = files.rotated(); // it is changed faster than this can look
        if (!old.isEmpty()) {
            walk.tryOpen(old.get(old.size() - 1));
        }
        return walk.require();
    }

    private FileWalk require() throws NoSuchFileException {
        if (open == null) {
            throw new NoSuchFileException(files.active().toString());
        }
        return this;
    }

    /** {@return whether it is open, and where it begins is certain: it was the active one all the time of the look} */
    private boolean tryOpenActive() throws IOException {
        if (!tryOpen(files.active())) {
            return false;
        }
        start = FileSet.end(files.rotated());
        return isActive();
    }

    private boolean isActive() throws IOException {
        return FileIdentity.attributes(files.active())
                .filter(found -> found.fileKey().equals(open.key()))
                .isPresent();
    }

    private boolean tryOpen(FileSet.Rotated old) throws IOException {
        if (!tryOpen(old.file())) {
            return false;
        }
        start = old.start();
        return true;
    }

    private boolean tryOpen(Path file) throws IOException {
        FileIdentity found;
        try {
            found = FileIdentity.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return false;
        }
        close();
        open = found;
        position = 0;
        return true;
    }

    /** Reads on in this file. */
    void read(ByteBuffer into) throws IOException {
        FileChannel channel = open.channel();
        if (channel.size() < position) {
            position = 0; // somebody cut it: what stands there now is new
        }
        int count = channel.read(into, position);
        position += Math.max(0, count);
    }

    void rewind() {
        position = 0;
    }

    /** {@return false if this is the oldest} */
    boolean toOlder() throws IOException {
        FileSet.Rotated older = null;
        for (FileSet.Rotated old : files.rotated()) {
            if (old.start() < start) {
                older = old;
            }
        }
        return older != null && tryOpen(older);
    }

    /**
     * At the end of this file: goes to the next one if there is one.
     *
     * @param gap hears how many bytes of the log are gone between the two
     */
    boolean toNewer(LongConsumer gap) throws IOException {
        if (isActive()) {
            return false;
        }
        if (open.channel().size() > position) {
            return true; // it was written to just before it was changed for another
        }
        long reached = start + position;
        Object left = open.key();
        for (int i = 0; i < ATTEMPTS; i++) {
            if (tryOpen(files.at(reached))) {
                return true;
            }
            if (tryOpenActive() && start == reached) {
                return true;
            }
        }
        Optional<FileSet.Rotated> next = firstFrom(reached);
        if (next.isPresent() && tryOpen(next.get())) {
            if (start > reached) {
                gap.accept(start - reached);
            }
            return true;
        }
        start = reached - position; // the active one follows, if it is there yet
        return !open.key().equals(left);
    }

    /** A look may miss a file that is renamed meanwhile, and see a later one: so two looks must agree. */
    private Optional<FileSet.Rotated> firstFrom(long reached) throws IOException {
        Optional<FileSet.Rotated> found = lookFrom(reached);
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<FileSet.Rotated> again = lookFrom(reached);
            if (again.equals(found)) {
                break;
            }
            found = again;
        }
        return found;
    }

    private Optional<FileSet.Rotated> lookFrom(long reached) throws IOException {
        return files.rotated().stream().filter(next -> next.start() >= reached).findFirst();
    }

    @Override
    public void close() {
        if (open != null) {
            try {
                open.channel().close();
            } catch (IOException e) {
                log.atDebug().addKeyValue("file", files.active()).setCause(e).log("a log that was read does not close");
            }
            open = null;
        }
    }
}
