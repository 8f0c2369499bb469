package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;

import io.caisson.itests.PackagedFeatures.PackagedBundle;
import io.caisson.testkit.host.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The packaged OSGi bundles in a framework that our launcher did not start: nothing in them leans on the launcher. */
class OsgiBundlesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final PackagedFeatures FEATURES = PackagedFeatures.read();

    @TempDir
    private static Path temp;

    private static NativeTestContainer container;
    private static BundleContext context;

    @BeforeAll
    static void startFramework() throws IOException {
        TestHost.requireRoot();
        List<Option> options = new ArrayList<>();
        options.add(frameworkStartLevel(100));
        for (PackagedBundle packed : FEATURES.bundles()) {
            options.add(bundle(packed.jar().toUri().toString()).startLevel(packed.startLevel()));
        }
        FEATURES.frameworkProperties()
                .forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        Map<String, String> directories = Map.of(
                "caisson.stateDir", "s", "caisson.rootDir", "r", "caisson.logDir", "l", "felix.fileinstall.dir", "c");
        for (Map.Entry<String, String> directory : directories.entrySet()) {
            Path path = Files.createDirectory(temp.resolve(directory.getValue()));
            options.add(frameworkProperty(directory.getKey()).value(path.toString()));
        }
        container = (NativeTestContainer)
                PaxExamRuntime.createContainer(PaxExamRuntime.createServerSystem(options.toArray(Option[]::new)));
        container.start();
        context = container.getSystemBundle().getBundleContext();
    }

    @AfterAll
    static void stopFramework() {
        if (container != null) {
            container.stop();
        }
    }

    @Test
    void everyOsgiBundleIsActive() {
        for (Bundle each : context.getBundles()) {
            boolean fragment = each.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            assertEquals(fragment ? Bundle.RESOLVED : Bundle.ACTIVE, each.getState(), each.toString());
        }
        for (PackagedBundle packed : FEATURES.bundles()) {
            assertNotNull(context.getBundle(packed.jar().toUri().toString()), packed.symbolicName());
        }
    }

    @Test
    void everyServiceTheFeaturesPromiseIsThere() throws Exception {
        assertEquals(3, FEATURES.ready().size());
        for (String filter : FEATURES.ready().values()) {
            // All references: the tests' own class path has the API too, and by it these services would look foreign.
            long end = System.nanoTime() + LIMIT.toNanos();
            while (context.getAllServiceReferences(null, filter) == null) {
                assertTrue(System.nanoTime() < end, filter);
                Thread.sleep(20);
            }
        }
    }
}
