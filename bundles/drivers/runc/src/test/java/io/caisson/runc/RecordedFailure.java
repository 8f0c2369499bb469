package io.caisson.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One failure of a real runtime, as {@code src/test/golden/record.sh} wrote it.
 *
 * @param runtime {@code runc} or {@code crun}
 * @param name of the case
 */
record RecordedFailure(String runtime, String name, String verb, int waitStatus, String log, String stderr) {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** {@return the directories, one per runtime and version} */
    static List<Path> versions() {
        return sorted(GOLDEN).filter(Files::isDirectory).collect(Collectors.toList());
    }

    static List<RecordedFailure> in(Path version) {
        return sorted(version)
                .filter(file -> !file.endsWith("expected.txt"))
                .map(RecordedFailure::read)
                .collect(Collectors.toList());
    }

    private static Stream<Path> sorted(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().collect(Collectors.toList()).stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RecordedFailure read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            int log = text.indexOf("--- log\n");
            int stderr = text.indexOf("--- stderr\n");
            return new RecordedFailure(
                    file.getParent().getFileName().toString().replaceFirst("-.*", ""),
                    file.getFileName().toString().replace(".txt", ""),
                    header(text, "verb: "),
                    Integer.parseInt(header(text, "wait: ")),
                    text.substring(log + "--- log\n".length(), stderr),
                    text.substring(stderr + "--- stderr\n".length()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length());
    }
}
