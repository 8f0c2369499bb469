package io.caisson.logs.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of one log: {@code ID.log} is being written; {@code ID.log.N} was, and begins N bytes after the beginning of
 * the log. So a file is renamed once, its successor's name is known, and a reader that comes too late knows how much it
 * missed.
 *
 * @param active the file that is being written
 */
record FileSet(Path active) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /**
     * A file that is complete.
     *
     * @param start bytes of the log before it
     */
    record Rotated(Path file, long start) {}

    static FileSet of(Path directory, String id) {
        return new FileSet(directory.resolve(id + ".log"));
    }

    /** {@return the complete file that begins there, whether or not there is one} */
    Rotated at(long start) {
        return new Rotated(active.resolveSibling(active.getFileName() + "." + start), start);
    }

    /** {@return complete files, oldest first} */
    List<Rotated> rotated() throws IOException {
        String prefix = active.getFileName() + ".";
        List<Rotated> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(active.getParent())) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                // Another container's name may begin like this.
                if (name.startsWith(prefix)
                        && NUMBER.matcher(name.substring(prefix.length())).matches()) {
                    found.add(new Rotated(entry, Long.parseLong(name.substring(prefix.length()))));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        found.sort((one, other) -> Long.compare(one.start(), other.start()));
        return found;
    }

    /** {@return bytes of the log up to the end of the last of these; 0 if there are none} */
    static long end(List<Rotated> files) throws IOException {
        for (int i = files.size() - 1; i >= 0; i--) {
            Optional<BasicFileAttributes> last =
                    FileIdentity.attributes(files.get(i).file());
            if (last.isPresent()) {
                return files.get(i).start() + last.get().size();
            }
        }
        return 0;
    }

    void delete() throws IOException {
        Files.deleteIfExists(active);
        for (Rotated old : rotated()) {
            Files.deleteIfExists(old.file());
        }
    }
}
