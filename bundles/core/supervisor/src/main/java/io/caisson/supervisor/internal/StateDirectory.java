package io.caisson.supervisor.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code <state-dir>/<id>}: the record, the private OCI bundle and a directory per process. Names of processes begin with a
 * letter or digit, so {@code .oci-bundle} and hidden files are never one of them.
 */
final class StateDirectory {
    private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

    /** Prefix of a directory that is being removed; nobody's id. */
    private static final String TOMBSTONE = ".removing-";

    private static final String RECORD = "state.json";

    private final DurableFiles files;
    private final Path directory;
    private volatile boolean removed;
    private ObjectNode document; // what stands in state.json, keys of a newer version included

    private StateDirectory(DurableFiles files, Path directory, ObjectNode document) {
        this.files = files;
        this.directory = directory;
        this.document = document;
    }

    static StateDirectory of(DurableFiles files, Path directory) {
        return new StateDirectory(files, directory, RecordJson.emptyDocument());
    }

    Path path() {
        return directory;
    }

    /** Makes the directory. ALREADY_EXISTS {@code container.exists} if something stands there. */
    void create(ContainerId id) {
        try {
            files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            throw new CaissonException(
                    ErrorCode.ALREADY_EXISTS,
                    "container.exists",
                    "the state directory of container " + id + " is there already: " + directory,
                    Map.of("container", id.value()),
                    e);
        } catch (IOException e) {
            throw failed("make", e);
        }
    }

    void write(ContainerRecord record) {
        try {
            byte[] bytes = RecordJson.write(record, document);
            if (record.state() instanceof ContainerState.Creating) {
                write(bytes, false); // a new container has no claim to the reserve
            } else {
                files.essential(directory.getParent(), () -> writeOrMakeAgain(bytes, record.holdsExit()));
            }
        } catch (IOException e) {
            throw failed("write the record in", e);
        }
    }

    private void writeOrMakeAgain(byte[] bytes, boolean durably) throws IOException {
        try {
            write(bytes, durably);
        } catch (NoSuchFileException e) {
            makeAgain();
            write(bytes, durably);
        }
    }

    private void write(byte[] bytes, boolean durably) throws IOException {
        if (durably) {
            files.replaceDurably(directory.resolve(RECORD), bytes);
        } else {
            files.replace(directory.resolve(RECORD), bytes);
        }
    }

    /** Somebody deleted the directory under a container that lives: what is known of it must be on disk again. */
    private void makeAgain() throws IOException {
        if (removed) {
            throw new IOException("the container was removed");
        }
        log.atWarn()
                .addKeyValue("directory", directory)
                .log("a state directory was deleted by others and is made again");
        if (Files.notExists(directory.getParent())) {
            files.createDirectory(directory.getParent());
        }
        files.createDirectory(directory);
    }

    /**
     * {@return the record}
     *
     * @throws UnreadableRecordException there is none, or it is none that this server reads
     * @throws IOException the disk does not give it
     */
    ContainerRecord read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(directory.resolve(RECORD));
        } catch (NoSuchFileException e) {
            throw new UnreadableRecordException("is missing", e);
        }
        RecordJson.Read read = RecordJson.read(bytes);
        document = read.document();
        return read.record();
    }

    /** Writes the document for the runtime. {@return the private OCI bundle} */
    Path writeOciBundle(String canonical) {
        Path ociBundle = ociBundle();
        try {
            files.removeTree(ociBundle); // of the life before
            files.createDirectory(ociBundle);
            files.replace(ociBundle.resolve("config.json"), canonical.getBytes(StandardCharsets.UTF_8));
            return ociBundle;
        } catch (IOException e) {
            throw failed("write the OCI bundle in", e);
        }
    }

    Path ociBundle() {
        return directory.resolve(".oci-bundle");
    }

    Optional<String> canonicalSpec() {
        try {
            return Optional.of(Files.readString(ociBundle().resolve("config.json")));
        } catch (IOException e) { // gone with the container
            return Optional.empty();
        }
    }

    Path processDirectory(ProcessId process) {
        return directory.resolve(process.value());
    }

    Path createProcessDirectory(ProcessId process) {
        Path made = processDirectory(process);
        try {
            files.removeTree(made);
            files.createDirectory(made);
            return made;
        } catch (IOException e) {
            throw failed("make a process directory in", e);
        }
    }

    Path writeProcessDocument(ProcessId process, String json) {
        Path file = processDirectory(process).resolve("process.json");
        try {
            files.replace(file, json.getBytes(StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw failed("write process.json in", e);
        }
    }

    /** Tells for a later server that cannot read the record which process it was. */
    void writeIdentity(ProcessId process, ProcessIdentity identity, Boot boot) {
        try {
            files.replace(
                    processDirectory(process).resolve(IdentityFile.NAME),
                    IdentityFile.write(identity, boot).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw failed("write an identity in", e);
        }
    }

    /** {@return which process it was, beside the record; empty when that is not told or makes no sense} */
    Optional<ProcessIdentity> identity(ProcessId process, Boot boot) {
        try {
            return IdentityFile.read(
                    Files.readString(processDirectory(process).resolve(IdentityFile.NAME), StandardCharsets.ISO_8859_1),
                    boot);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Puts the bytes of a record that cannot be read into another directory, before they are removed here. */
    void keepRecord(Path into, ContainerId id, Instant since) {
        try {
            byte[] bytes = Files.readAllBytes(directory.resolve(RECORD));
            if (Files.notExists(into)) {
                files.createDirectory(into);
            }
            files.replaceDurably(into.resolve(id + "-" + since.toEpochMilli() + ".json"), bytes);
        } catch (NoSuchFileException e) {
            return; // there was none
        } catch (IOException e) {
            throw failed("keep the record of", e);
        }
    }

    void removeProcessDirectory(ProcessId process) {
        removeProcessDirectory(processDirectory(process));
    }

    /** @param found one of {@link #processDirectories} */
    void removeProcessDirectory(Path found) {
        try {
            files.removeTree(found);
        } catch (IOException e) {
            throw failed("remove a process directory in", e);
        }
    }

    /** Takes the directory out of the way under a name that is nobody's id. {@return it under that name} */
    StateDirectory entomb(long birth) {
        Path tomb = directory.resolveSibling(TOMBSTONE + directory.getFileName() + "-" + birth);
        try {
            files.essential(directory.getParent(), () -> renameOrMakeAgain(tomb));
            return new StateDirectory(files, tomb, document);
        } catch (IOException e) {
            throw failed("rename", e);
        }
    }

    private void renameOrMakeAgain(Path tomb) throws IOException {
        try {
            files.rename(directory, tomb);
        } catch (NoSuchFileException e) {
            makeAgain();
            files.rename(directory, tomb);
        }
    }

    boolean isTomb() {
        return isTomb(directory);
    }

    /** {@return whether that is, by its name, a directory that is being removed} */
    static boolean isTomb(Path directory) {
        return directory.getFileName().toString().startsWith(TOMBSTONE);
    }

    /** {@return whether there is neither a record nor anything that only comes after it: its making or removal was cut} */
    boolean isVoid() {
        try (Stream<Path> children = Files.list(directory)) {
            return children.allMatch(child -> child.getFileName().toString().equals("." + RECORD + ".tmp"));
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return the directories of processes that are there, whatever the record says} */
    List<Path> processDirectories() {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> !child.getFileName().toString().startsWith("."))
                    .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** Removes all, the record last: whoever finds a part knows what it belongs to. */
    void remove() {
        removed = true;
        try {
            List<Path> all = List.of();
            try (Stream<Path> children = Files.list(directory)) {
                all = children.toList();
            } catch (NoSuchFileException gone) {
                return;
            }
            for (Path child : all) {
                if (!child.getFileName().toString().equals(RECORD)) {
                    files.removeTree(child);
                }
            }
            files.remove(directory.resolve(RECORD));
            files.remove(directory);
        } catch (IOException e) {
            throw failed("remove", e);
        }
    }

    /** Refuses a new container while the reserve is in use: RESOURCE_EXHAUSTED {@code state.no-space}. */
    void requireRoom() {
        if (files.reserve().isInUse()) {
            throw new CaissonException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "state.no-space",
                    "the state directory " + directory.getParent()
                            + " has no room for a new container: it was full, and what is kept for that is in use",
                    Map.of("directory", directory.getParent().toString()));
        }
    }

    private CaissonException failed(String what, IOException e) {
        Optional<String> exhausted = Reserve.exhausted(e, directory.getParent());
        return new CaissonException(
                ErrorCode.RESOURCE_EXHAUSTED,
                exhausted.isPresent() ? "state.no-space" : "state.unwritable",
                "cannot " + what + " the state directory " + directory + ": " + exhausted.orElseGet(() -> e.toString()),
                Map.of("directory", directory.toString()),
                e);
    }
}
