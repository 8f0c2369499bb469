package io.caisson.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.caisson.itests.PackagedFeatures.PackagedBundle;
import io.caisson.testkit.host.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The packaged OSGi bundles in a framework that our launcher did not start: nothing in them leans on the launcher. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class OsgiBundlesIT {
    private static final long LIMIT_MILLIS = 30_000;

    @Inject
    private BundleContext context;

    /** {@return the framework to run in: features and repository as packed, on private directories} */
    @Configuration
    public Option[] framework() throws IOException {
        TestHost.requireRoot();
        PackagedFeatures features = PackagedFeatures.read();
        Path base = Files.createTempDirectory("caisson");
        List<Option> options = new ArrayList<>();
        for (PackagedBundle packed : features.bundles()) {
            options.add(bundle(packed.jar().toUri().toString()).startLevel(packed.startLevel()));
        }
        features.frameworkProperties()
                .forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        for (Map.Entry<String, String> directory : Map.of(
                        "caisson.stateDir",
                        "s",
                        "caisson.rootDir",
                        "r",
                        "caisson.logDir",
                        "l",
                        "felix.fileinstall.dir",
                        "c")
                .entrySet()) {
            options.add(frameworkProperty(directory.getKey())
                    .value(Files.createDirectory(base.resolve(directory.getValue()))
                            .toString()));
        }
        options.add(frameworkProperty("caisson.itests.ready")
                .value(String.join("\n", features.ready().values())));
        return options(composite(options.toArray(Option[]::new)), frameworkStartLevel(100), junitBundles());
    }

    @Test
    public void everyOsgiBundleIsActive() {
        for (Bundle each : context.getBundles()) {
            boolean fragment = each.getHeaders("").get("Fragment-Host") != null;
            assertEquals(each.toString(), fragment ? Bundle.RESOLVED : Bundle.ACTIVE, each.getState());
        }
    }

    @Test
    public void everyServiceTheFeaturesPromiseIsThere() throws Exception {
        List<String> filters =
                context.getProperty("caisson.itests.ready").lines().toList();
        assertEquals(3, filters.size());
        for (String filter : filters) {
            ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, context.createFilter(filter), null);
            tracker.open();
            try {
                assertTrue(filter, tracker.waitForService(LIMIT_MILLIS) != null);
            } finally {
                tracker.close();
            }
        }
        ServiceReference<?>[] containers =
                context.getServiceReferences((String) null, "(objectClass=io.caisson.api.container.Containers)");
        assertEquals(1, containers.length);
    }
}
