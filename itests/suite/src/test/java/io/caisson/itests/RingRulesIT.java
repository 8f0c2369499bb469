package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.itests.PackagedFeatures.PackagedBundle;
import java.io.IOException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rings of ARCHITECTURE.md, as the manifests of the shipped OSGi bundles tell: only the API exports, and nobody of
 * ours imports anything of ours but the API. This sees what the build's enforcer rules cannot: packages that were
 * embedded or exported by accident.
 */
class RingRulesIT {
    /** A comma that is not inside quotes separates clauses; a semicolon ends a clause's package name. */
    private static final Pattern CLAUSES = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    private static final List<PackagedBundle> OURS = PackagedFeatures.read().bundles().stream()
            .filter(PackagedBundle::isOurs)
            .toList();

    private static List<String> packages(PackagedBundle bundle, String header) {
        try (JarFile jar = new JarFile(bundle.jar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals(bundle.symbolicName(), manifest.getValue("Bundle-SymbolicName"));
            String value = manifest.getValue(header);
            return value == null
                    ? List.of()
                    : Stream.of(CLAUSES.split(value))
                            .map(clause -> clause.split(";")[0].strip())
                            .toList();
        } catch (IOException e) {
            throw new IllegalStateException(bundle.jar() + " cannot be read", e);
        }
    }

    private static boolean isApi(String name) {
        return name.startsWith("io.caisson.api.");
    }

    @Test
    void allElevenModulesShip() {
        assertEquals(
                List.of(
                        "api",
                        "cgroups",
                        "events",
                        "jmx",
                        "linux",
                        "logs",
                        "runc",
                        "shell",
                        "shims",
                        "spec",
                        "supervisor"),
                OURS.stream()
                        .map(bundle -> bundle.symbolicName().substring("io.caisson.".length()))
                        .sorted()
                        .toList());
    }

    @Test
    void onlyTheApiExportsAndItExportsNothingElse() {
        for (PackagedBundle bundle : OURS) {
            List<String> exported = packages(bundle, "Export-Package");
            if (bundle.symbolicName().equals("io.caisson.api")) {
                assertTrue(exported.size() > 5 && exported.stream().allMatch(RingRulesIT::isApi), exported.toString());
            } else {
                assertEquals(List.of(), exported, bundle.symbolicName());
            }
        }
    }

    @Test
    void nobodyImportsAnotherRing() {
        for (PackagedBundle bundle : OURS) {
            List<String> wrong = packages(bundle, "Import-Package").stream()
                    .filter(name -> name.startsWith("io.caisson.") && !isApi(name))
                    .toList();
            assertEquals(List.of(), wrong, bundle.symbolicName());
        }
    }

    @Test
    void nobodyImportsWhateverComesAlong() {
        for (PackagedBundle bundle : OURS) {
            assertEquals(List.of(), packages(bundle, "DynamicImport-Package"), bundle.symbolicName());
            assertEquals(List.of(), packages(bundle, "Require-Bundle"), bundle.symbolicName());
        }
    }
}
