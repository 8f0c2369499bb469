package io.caisson.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;

import io.caisson.itests.PackagedFeatures.PackagedBundle;
import io.caisson.testkit.host.TestHost;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

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
            options.add(CoreOptions.bundle(packed.jar().toUri().toString()).startLevel(packed.startLevel()));
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

    @Test
    void whatComesIntoTheJournalIsSentToEventAdminsHandlers() throws Exception {
        // By reflection: the tests' own class path has other classes of the same names.
        Bundle admin = bundle("org.apache.felix.eventadmin");
        Class<?> handlerType = admin.loadClass("org.osgi.service.event.EventHandler");
        Method topic = admin.loadClass("org.osgi.service.event.Event").getMethod("getTopic");
        BlockingQueue<Object> topics = new LinkedBlockingQueue<>();
        Object handler = Proxy.newProxyInstance(
                handlerType.getClassLoader(),
                new Class<?>[] {handlerType},
                (proxy, method, args) -> switch (method.getName()) {
                    case "handleEvent" -> topics.add(topic.invoke(args[0])) ? null : "never";
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> 1;
                    default -> "handler of the test";
                });
        ServiceRegistration<?> registration = context.registerService(
                handlerType.getName(),
                handler,
                new Hashtable<>(Map.of("event.topics", "io/caisson/container/*", "event.filter", "(id=bridged)")));
        try {
            Bundle api = bundle("io.caisson.api");
            Class<?> id = api.loadClass("io.caisson.api.container.ContainerId");
            Object started = api.loadClass("io.caisson.api.event.ContainerEvent$Started")
                    .getConstructor(id, long.class)
                    .newInstance(id.getConstructor(String.class).newInstance("bridged"), 1L);
            Class<?> journalType = api.loadClass("io.caisson.api.event.EventJournal");
            Object journal = context.getService(context.getAllServiceReferences(journalType.getName(), null)[0]);
            journalType.getMethod("append", List.class).invoke(journal, List.of(started));
            assertEquals("io/caisson/container/STARTED", topics.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
        } finally {
            registration.unregister();
        }
    }

    private static Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(each -> symbolicName.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
