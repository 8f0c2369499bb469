package io.caisson.supervisor.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caisson.api.container.ContainerId;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.failpoint.FailPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code <root-dir>/containers/<id>.json}: one file for each container that has a restart policy, and what is in it. Each
 * is changed on its container's mailbox; read by any thread.
 */
final class Definitions {
    private static final Logger log = LoggerFactory.getLogger(Definitions.class);
    private static final String SUFFIX = ".json";

    private final DurableFiles files;
    private final Path directory;
    private final ConcurrentMap<ContainerId, Definition> known = new ConcurrentHashMap<>();
    private final ConcurrentMap<ContainerId, ObjectNode> documents = new ConcurrentHashMap<>();

    /** Reads what is there; what cannot be read is left alone. */
    Definitions(DurableFiles files, Path rootDir) {
        this.files = files;
        this.directory = rootDir.resolve("containers");
        for (Path file : list()) {
            read(file);
        }
    }

    private List<Path> list() {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> {
                        String name = child.getFileName().toString();
                        return name.endsWith(SUFFIX) && !name.startsWith(".");
                    })
                    .toList();
        } catch (NoSuchFileException e) { // there has never been one
            return List.of();
        } catch (IOException e) {
            log.atError().addKeyValue("directory", directory).setCause(e).log("definitions cannot be read");
            return List.of();
        }
    }

    private void read(Path file) {
        try {
            DefinitionJson.Read read = DefinitionJson.read(Files.readAllBytes(file));
            ContainerId id = read.definition().id();
            if (!file.equals(file(id))) {
                throw new IOException("is the definition of container " + id);
            }
            known.put(id, read.definition());
            documents.put(id, read.document());
        } catch (IOException e) {
            log.atError().addKeyValue("file", file).setCause(e).log("a definition cannot be read, it is left alone");
        }
    }

    private Path file(ContainerId id) {
        return directory.resolve(id + SUFFIX);
    }

    Optional<Definition> find(ContainerId id) {
        return Optional.ofNullable(known.get(id));
    }

    Set<ContainerId> ids() {
        return Set.copyOf(known.keySet());
    }

    /** Changes what is known; {@link #save} puts it on disk. */
    void set(Definition definition) {
        known.put(definition.id(), definition);
    }

    /** Puts what is known on disk; where nothing is known there is no file afterwards. */
    void save(ContainerId id) {
        Definition definition = known.get(id);
        try {
            FailPoints.hit("policy.before-definition");
            if (definition == null) {
                documents.remove(id);
                files.removeDurably(file(id));
            } else {
                ObjectNode document = documents.computeIfAbsent(id, absent -> DefinitionJson.emptyDocument());
                if (Files.notExists(directory)) {
                    files.createDirectoryDurably(directory);
                }
                files.replaceDurably(file(id), DefinitionJson.write(definition, document));
            }
            FailPoints.hit("policy.after-definition");
        } catch (IOException e) {
            throw new CaissonException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "definition.unwritable",
                    "cannot write the definition of container " + id + ": " + e,
                    Map.of("container", id.value(), "file", file(id).toString()),
                    e);
        }
    }

    /** Removes a definition; where there is none does nothing. */
    void remove(ContainerId id) {
        if (known.remove(id) != null) {
            save(id);
        }
    }
}
