package io.caisson.runc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * What a runtime wrote with {@code --log-format json}: one JSON object per line. Lines that are no such object are passed
 * over, since a runtime that was killed leaves half a line.
 */
final class RuntimeLog {
    /** The reason of a failure is the last thing a runtime writes: more than this is never read. */
    private static final int READ_BYTES = 64 * 1024;

    private static final Set<String> FAILURES = Set.of("error", "fatal", "panic");
    private static final ObjectMapper JSON = new ObjectMapper();

    private RuntimeLog() {}

    /** {@return the message of the last error in a log; empty when there is none or no file} */
    static Optional<String> lastError(Path file) {
        try {
            return lastError(tail(file));
        } catch (IOException gone) {
            // A runtime that failed before it opened its log left none: then its wait status has to do.
            return Optional.empty();
        }
    }

    static Optional<String> lastError(String text) {
        Optional<String> last = Optional.empty();
        for (String line : text.split("\n")) {
            Optional<String> message = errorOf(line);
            if (message.isPresent()) {
                last = message;
            }
        }
        return last;
    }

    private static Optional<String> errorOf(String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            if (entry == null || !FAILURES.contains(entry.path("level").asText())) {
                return Optional.empty();
            }
            String message = Words.oneLine(entry.path("msg").asText());
            return message.isEmpty() ? Optional.empty() : Optional.of(message);
        } catch (JsonProcessingException noEntry) {
            return Optional.empty();
        }
    }

    private static String tail(Path file) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            channel.position(Math.max(0, channel.size() - READ_BYTES));
            try (InputStream in = Channels.newInputStream(channel)) {
                return new String(in.readNBytes(READ_BYTES), StandardCharsets.UTF_8);
            }
        }
    }
}
