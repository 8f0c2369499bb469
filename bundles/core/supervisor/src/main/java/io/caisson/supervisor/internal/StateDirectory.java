package io.caisson.supervisor.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ProcessId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code <state-dir>/<id>}: the record, the private OCI bundle and a directory per process. Names of processes begin with a
 * letter or digit, so {@code .oci-bundle} and hidden files are never one of them.
 */
final class StateDirectory {
    /** Prefix of a directory that is being removed; nobody's id. */
    static final String TOMBSTONE = ".removing-";

    private static final String RECORD = "state.json";

    private final Path directory;
    private ObjectNode document; // what stands in state.json, keys of a newer version included

    private StateDirectory(Path directory, ObjectNode document) {
        this.directory = directory;
        this.document = document;
    }

    static StateDirectory of(Path stateDir, ContainerId id) {
        return new StateDirectory(stateDir.resolve(id.value()), RecordJson.emptyDocument());
    }

    static StateDirectory existing(Path directory) {
        return new StateDirectory(directory, RecordJson.emptyDocument());
    }

    Path path() {
        return directory;
    }

    /** Makes the directory. ALREADY_EXISTS {@code container.exists} if something stands there. */
    void create(ContainerId id) {
        try {
            DurableFiles.createDirectory(directory);
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
            DurableFiles.replace(directory.resolve(RECORD), RecordJson.write(record, document));
        } catch (IOException e) {
            throw failed("write the record in", e);
        }
    }

    ContainerRecord read() throws IOException {
        RecordJson.Read read = RecordJson.read(Files.readAllBytes(directory.resolve(RECORD)));
        document = read.document();
        return read.record();
    }

    /**
     * {@return whether it holds nothing but hidden files, and so no record: then a creation was cut short before its
     * intent was on disk, or a removal after everything else was gone}
     */
    boolean isBare() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.allMatch(entry -> entry.getFileName().toString().startsWith("."));
        }
    }

    /** Writes the document for the runtime. {@return the private OCI bundle} */
    Path writeOciBundle(String canonical) {
        Path ociBundle = ociBundle();
        try {
            DurableFiles.createDirectory(ociBundle);
            DurableFiles.replace(ociBundle.resolve("config.json"), canonical.getBytes(StandardCharsets.UTF_8));
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
            DurableFiles.removeTree(made);
            DurableFiles.createDirectory(made);
            return made;
        } catch (IOException e) {
            throw failed("make a process directory in", e);
        }
    }

    Path writeProcessDocument(ProcessId process, String json) {
        Path file = processDirectory(process).resolve("process.json");
        try {
            DurableFiles.replace(file, json.getBytes(StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw failed("write process.json in", e);
        }
    }

    void removeProcessDirectory(ProcessId process) {
        try {
            DurableFiles.removeTree(processDirectory(process));
        } catch (IOException e) {
            throw failed("remove a process directory in", e);
        }
    }

    /** Takes the directory out of the way under a name that is nobody's id. {@return it under that name} */
    StateDirectory entomb(long birth) {
        Path tomb = directory.resolveSibling(TOMBSTONE + directory.getFileName() + "-" + birth);
        try {
            DurableFiles.rename(directory, tomb);
            return new StateDirectory(tomb, document);
        } catch (IOException e) {
            throw failed("rename", e);
        }
    }

    void remove() {
        try {
            DurableFiles.removeTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }

    private CaissonException failed(String what, IOException e) {
        return new CaissonException(
                ErrorCode.RESOURCE_EXHAUSTED,
                "state.unwritable",
                "cannot " + what + " the state directory " + directory + ": " + e,
                Map.of("directory", directory.toString()),
                e);
    }
}
