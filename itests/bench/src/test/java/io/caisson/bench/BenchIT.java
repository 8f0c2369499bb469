package io.caisson.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench works; what it measures in so few runs says nothing. */
class BenchIT {
    @TempDir
    private Path temp;

    @Test
    void aTinyRunGivesEveryFigureAndLeavesOnlyItsResults() throws Exception {
        Bench.run(Options.parse("--smoke", "--out", temp.toString()));

        Set<String> names = new HashSet<>();
        for (JsonNode figure :
                new ObjectMapper().readTree(temp.resolve("results.json").toFile())) {
            assertTrue(names.add(figure.get("name").asText()), "twice: " + figure);
            String name = figure.get("name").asText();
            boolean difference = name.contains(".over.") || name.startsWith("heap.");
            assertTrue(difference || figure.get("value").asDouble() > 0, figure.toString());
            assertTrue(figure.get("runs").asInt() > 0, figure.toString());
            String unit = figure.get("unit").asText();
            assertTrue(
                    List.of("s", "ms", "us", "x", "1/s", "MiB/s", "MiB", "KiB").contains(unit), figure.toString());
        }
        assertTrue(
                names.containsAll(List.of(
                        "start.ms.p50",
                        "start.ms.p99",
                        "start.runc.ms.p50",
                        "start.ratio.runc",
                        "start.socket.ratio.runc",
                        "exit.ms.p50",
                        "exit.ratio.runc",
                        "throughput.per_s.4",
                        "throughput.ratio.runc",
                        "memory.mib.0",
                        "memory.mib.2",
                        "shim.kib.rss",
                        "log.mb_per_s",
                        "ready.ms",
                        "ctr.ms.p50")),
                names.toString());
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(
                    Set.of("results.json", "table.md"),
                    Set.copyOf(left.map(path -> path.getFileName().toString()).toList()));
        }
    }
}
