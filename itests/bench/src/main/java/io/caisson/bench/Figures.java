package io.caisson.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, in the order it was. For one thread. */
final class Figures {
    /** @param runs how many measurements the value is made of */
    private record Figure(String name, double value, String unit, int runs, String meaning) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Figure> figures = new ArrayList<>();

    /** Adds a figure and shows it. */
    void add(String name, double value, String unit, int runs, String meaning) {
        Figure figure = new Figure(name, value, unit, runs, meaning);
        figures.add(figure);
        System.err.printf(Locale.ROOT, "  %-26s %10.2f %-5s  %s%n", name, value, unit, meaning);
    }

    /** Adds {@code <name>.p50} and {@code <name>.p99}. */
    void addPercentiles(String name, Samples samples, String unit, String meaning) {
        add(name + ".p50", samples.median(), unit, samples.size(), meaning + ", median");
        add(name + ".p99", samples.percentile(99), unit, samples.size(), meaning + ", 99 of 100 are below");
    }

    /** {@return a Markdown table} */
    String table() {
        StringBuilder table = new StringBuilder("| name | value | unit | runs | meaning |\n|---|---:|---|---:|---|\n");
        for (Figure figure : figures) {
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %.2f | %s | %d | %s |%n",
                    figure.name(),
                    figure.value(),
                    figure.unit(),
                    figure.runs(),
                    figure.meaning()));
        }
        return table.toString();
    }

    /** Writes a JSON list of objects with name, value, unit and runs. */
    void write(Path file) throws IOException {
        ArrayNode list = JSON.createArrayNode();
        for (Figure figure : figures) {
            list.addObject()
                    .put("name", figure.name())
                    .put("value", Math.round(figure.value() * 1000) / 1000.0)
                    .put("unit", figure.unit())
                    .put("runs", figure.runs());
        }
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n");
    }
}
