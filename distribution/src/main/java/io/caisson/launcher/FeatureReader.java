package io.caisson.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.caisson.launcher.Feature.FeatureBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads OSGi feature files (OSGi Compendium, chapter 159). Keys it does not know are skipped: other launchers may
 * want them.
 */
final class FeatureReader {
    /** Start level of an OSGi bundle that names none: with the doors, last. */
    private static final int LAST = 50;

    private final JsonFactory json = new JsonFactory();

    /** {@return all features of a directory, by file name} */
    List<Feature> readAll(Path directory) throws LaunchException {
        List<Feature> features = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> sorted = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            for (Path file : sorted) {
                features.add(read(file));
            }
        } catch (IOException e) {
            throw new LaunchException("features in " + directory + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (features.isEmpty()) {
            throw new LaunchException("there is no feature file in " + directory + ".");
        }
        return features;
    }

    Feature read(Path file) throws IOException {
        try (JsonParser parser = json.createParser(Files.readString(file))) {
            String id = file.getFileName().toString();
            List<FeatureBundle> bundles = new ArrayList<>();
            Map<String, Map<String, String>> extensions = new LinkedHashMap<>();
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "id" -> id = parser.getText();
                    case "bundles" -> {
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            bundles.add(bundle(parser));
                        }
                    }
                    case "extensions" -> {
                        while (parser.nextToken() == JsonToken.FIELD_NAME) {
                            String name = parser.currentName();
                            parser.nextToken();
                            extensions.put(name, extension(parser));
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
            return new Feature(
                    id,
                    bundles,
                    extensions.getOrDefault("framework-launching-properties", Map.of()),
                    extensions.getOrDefault("io.caisson.ready", Map.of()));
        }
    }

    private static FeatureBundle bundle(JsonParser parser) throws IOException {
        Map<String, String> keys = scalars(parser);
        String id = keys.getOrDefault("id", "");
        if (id.split(":").length != 3) {
            throw new IOException("not group:artifact:version: '" + id + "'");
        }
        return new FeatureBundle(id, Integer.parseInt(keys.getOrDefault("bundleStartLevel", String.valueOf(LAST))));
    }

    private static Map<String, String> extension(JsonParser parser) throws IOException {
        Map<String, String> json = Map.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT && key.equals("json")) {
                json = scalars(parser);
            } else {
                parser.skipChildren();
            }
        }
        return json;
    }

    private static Map<String, String> scalars(JsonParser parser) throws IOException {
        Map<String, String> scalars = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (parser.nextToken().isScalarValue()) {
                scalars.put(key, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return scalars;
    }
}
