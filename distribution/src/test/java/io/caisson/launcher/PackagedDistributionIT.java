package io.caisson.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.launcher.Feature.FeatureBundle;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was packed is whole, and the scripts in it run. */
class PackagedDistributionIT {
    private static final Path HOME = Path.of("target", "caisson").toAbsolutePath();

    private record Outcome(int status, List<String> out, List<String> err) {}

    @TempDir
    private Path temp;

    private Outcome run(String script, String... args) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin").resolve(script).toString()));
        command.addAll(List.of(args));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }

    @Test
    void theRepositoryHoldsWhatTheFeaturesNameAndNothingElse() throws Exception {
        Path repository = HOME.resolve("repository");
        TreeSet<Path> named = new TreeSet<>();
        for (Feature feature : new FeatureReader().readAll(HOME.resolve("features"))) {
            feature.bundles().forEach(bundle -> named.add(bundle.in(Path.of(""))));
        }

        try (Stream<Path> files = Files.walk(repository)) {
            TreeSet<Path> packed = files.filter(Files::isRegularFile)
                    .map(repository::relativize)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(named, packed);
        }
    }

    /** The files are no dialect of ours: OSGi's own reader finds the same in them. */
    @Test
    void theFeatureServiceReadsTheSameAsTheLauncher() throws Exception {
        try (Stream<Path> files = Files.list(HOME.resolve("features"))) {
            for (Path file : files.sorted().toList()) {
                Feature ours = new FeatureReader().read(file);
                try (BufferedReader reader = Files.newBufferedReader(file)) {
                    org.osgi.service.feature.Feature theirs = new FeatureServiceImpl().readFeature(reader);
                    assertEquals(theirs.getID().toString(), ours.id());
                    assertEquals(
                            theirs.getBundles().stream()
                                    .map(bundle -> bundle.getID() + " "
                                            + bundle.getMetadata().get("bundleStartLevel"))
                                    .toList(),
                            ours.bundles().stream()
                                    .map((FeatureBundle bundle) -> bundle.id() + " " + bundle.startLevel())
                                    .toList());
                    assertEquals(theirs.getExtensions().keySet(), extensions(ours), file.toString());
                }
            }
        }
    }

    private static java.util.Set<String> extensions(Feature feature) {
        return Map.of(
                        "framework-launching-properties", feature.frameworkProperties(),
                        "io.caisson.ready", feature.ready())
                .entrySet()
                .stream()
                .filter(extension -> !extension.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Test
    void helpAndVersionGoToStandardOutputAndEndWithZero() throws Exception {
        Outcome help = run("caisson", "--help");
        Outcome version = run("caisson", "--version");

        assertEquals(0, help.status(), help.toString());
        assertEquals(Options.USAGE.lines().toList(), help.out());
        assertEquals(0, version.status(), version.toString());
        assertTrue(version.out().get(0).matches("caisson \\d+\\.\\d+\\.\\d+.*"), version.toString());
    }

    @Test
    void aWrongOptionEndsWithTwoAndSaysWhich() throws Exception {
        Outcome outcome = run("caisson", "--sate-dir", "x");

        assertEquals(2, outcome.status());
        assertEquals("caisson: unknown option: --sate-dir", outcome.err().get(0));
        assertEquals(List.of(), outcome.out());
        assertFalse(Files.exists(temp.resolve("x")));
    }

    @Test
    void theJmxUrlOfNoServerIsASentenceAndOne() throws Exception {
        Outcome outcome = run("caisson", "jmx-url", "--state-dir", "nowhere");

        assertEquals(1, outcome.status());
        assertEquals(
                List.of("caisson jmx-url: no server runs with --state-dir " + temp.resolve("nowhere") + "."),
                outcome.err());
    }
}
