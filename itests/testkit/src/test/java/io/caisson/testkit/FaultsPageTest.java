package io.caisson.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of faults names each of the 62 once, with the tests that provoke it as their annotations say, or with the
 * reason why none can. With {@code -Ddocs.update=true} it writes the tests' names.
 */
class FaultsPageTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path PAGE = ROOT.resolve(Path.of("docs", "ops", "faults.md"));
    private static final int FAULTS = 62;
    /** Nothing on the page may be without a test silently. */
    private static final Pattern REASON = Pattern.compile("not (provoked|built): .{20,}");

    private static final Pattern ROW = Pattern.compile("\\| F(\\d+) ([^|]+)\\|([^|]+)\\|([^|]*)\\|");
    private static final Pattern ANNOTATED =
            Pattern.compile("@Fault\\(\\{?([\\d,\\s]+)}?\\)(?:(?!@Fault\\()[\\s\\S])*?(?:void (\\w+)\\(|class (\\w+))");

    private static Map<Integer, TreeSet<String>> provoked() throws IOException {
        Map<Integer, TreeSet<String>> tests = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(ROOT)) {
            List<Path> sources = tree.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> file.toString().contains("/src/test/")
                            || file.toString().contains("/testkit/src/"))
                    .toList();
            for (Path source : sources) {
                String name = source.getFileName().toString().replace(".java", "");
                Matcher found = ANNOTATED.matcher(Files.readString(source));
                while (found.find()) {
                    String test = found.group(2) == null ? name : name + "." + found.group(2);
                    for (String number : found.group(1).split(",")) {
                        tests.computeIfAbsent(Integer.valueOf(number.strip()), key -> new TreeSet<>())
                                .add(test);
                    }
                }
            }
        }
        return tests;
    }

    @Test
    void everyFaultHasATestOrAReason() throws IOException {
        Map<Integer, TreeSet<String>> provoked = provoked();
        List<String> wanted = new ArrayList<>();
        List<Integer> named = new ArrayList<>();
        List<Integer> unexplained = new ArrayList<>();
        List<String> page = Files.readAllLines(PAGE);
        for (String line : page) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                wanted.add(line);
                continue;
            }
            int number = Integer.parseInt(row.group(1));
            named.add(number);
            String tests = provoked.getOrDefault(number, new TreeSet<>()).stream()
                    .map(test -> "`" + test + "`")
                    .collect(Collectors.joining(", "));
            String cell = row.group(4).strip();
            if (tests.isEmpty() && !REASON.matcher(cell).matches()) {
                unexplained.add(number);
            }
            wanted.add("| F" + number + " " + row.group(2) + "|" + row.group(3) + "| "
                    + (tests.isEmpty() ? cell : tests) + " |");
        }

        assertEquals(IntStream.rangeClosed(1, FAULTS).boxed().toList(), named, "faults on the page");
        assertEquals(List.of(), unexplained, "faults with neither a test nor \"" + REASON + "…\"");
        if (Boolean.getBoolean("docs.update")) {
            Files.write(PAGE, wanted);
        } else {
            assertEquals(
                    String.join("\n", wanted),
                    String.join("\n", page),
                    "docs/ops/faults.md is out of date: run this test with -Ddocs.update=true");
        }
    }
}
