package io.caisson.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caisson.testkit.host.CaissonServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the packaged features name, read without the launcher. */
record PackagedFeatures(
        List<PackagedBundle> bundles, Map<String, String> frameworkProperties, Map<String, String> ready) {

    /** An OSGi bundle in the packaged repository. */
    record PackagedBundle(String symbolicName, Path jar, int startLevel) {
        boolean isOurs() {
            return symbolicName.startsWith("io.caisson.");
        }
    }

    static PackagedFeatures read() {
        List<PackagedBundle> bundles = new ArrayList<>();
        Map<String, String> properties = new TreeMap<>();
        Map<String, String> ready = new TreeMap<>();
        try (Stream<Path> files = Files.list(CaissonServer.home().resolve("features"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode feature = new ObjectMapper().readTree(file.toFile());
                feature.path("bundles").forEach(bundle -> bundles.add(bundle(bundle)));
                JsonNode extensions = feature.path("extensions");
                putAll(properties, extensions.path("framework-launching-properties"));
                putAll(ready, extensions.path("io.caisson.ready"));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the features of the distribution cannot be read", e);
        }
        return new PackagedFeatures(List.copyOf(bundles), properties, ready);
    }

    private static PackagedBundle bundle(JsonNode bundle) {
        String[] id = bundle.path("id").asText().split(":");
        Path jar = CaissonServer.home()
                .resolve("repository")
                .resolve(id[0].replace('.', '/'))
                .resolve(id[1])
                .resolve(id[2])
                .resolve(id[1] + "-" + id[2] + ".jar");
        return new PackagedBundle(id[1], jar, bundle.path("bundleStartLevel").asInt());
    }

    private static void putAll(Map<String, String> target, JsonNode extension) {
        extension
                .path("json")
                .properties()
                .forEach(entry -> target.put(entry.getKey(), entry.getValue().asText()));
    }
}
