package io.caisson.launcher;

import io.caisson.launcher.Feature.FeatureBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An OSGi framework with the OSGi bundles of the features. {@link #stop} may be called from any thread. */
final class OsgiServer {
    private static final Logger log = LoggerFactory.getLogger(OsgiServer.class);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Framework framework;
    private final Map<String, String> ready = new LinkedHashMap<>();
    private final List<Bundle> installed = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    private OsgiServer(Framework framework) {
        this.framework = framework;
    }

    /**
     * Makes the framework and installs the OSGi bundles; starts nothing.
     *
     * @param properties framework properties; they win over those of the features
     */
    static OsgiServer prepare(List<Feature> features, Path repository, Map<String, String> properties)
            throws LaunchException {
        Map<String, String> all = new HashMap<>();
        features.forEach(feature -> all.putAll(feature.frameworkProperties()));
        all.putAll(properties);
        OsgiServer server = new OsgiServer(new FrameworkFactory().newFramework(all));
        try {
            server.framework.init(server::onFrameworkEvent);
            for (Feature feature : features) {
                server.install(feature, repository);
            }
            return server;
        } catch (BundleException e) {
            throw new LaunchException("the OSGi framework cannot be prepared: " + e.getMessage() + ".", e);
        }
    }

    private void install(Feature feature, Path repository) throws BundleException, LaunchException {
        ready.putAll(feature.ready());
        BundleContext context = framework.getBundleContext();
        for (FeatureBundle named : feature.bundles()) {
            Path jar = named.in(repository);
            if (!Files.isRegularFile(jar)) {
                throw new LaunchException(
                        "feature " + feature.id() + " names " + named.id() + ", but there is no file " + jar + ".");
            }
            Bundle bundle = context.installBundle("reference:" + jar.toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(named.startLevel());
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
                installed.add(bundle);
            }
        }
    }

    private void onFrameworkEvent(FrameworkEvent event) {
        if (event.getType() != FrameworkEvent.ERROR) {
            return;
        }
        failures.add("OSGi bundle " + event.getBundle().getSymbolicName() + " failed: " + event.getThrowable());
        log.atError()
                .addKeyValue("osgiBundle", event.getBundle().getSymbolicName())
                .setCause(event.getThrowable())
                .log("OSGi framework reported an error");
    }

    /**
     * Starts all and waits until every OSGi bundle is active and every service the features ask for is there.
     *
     * @throws LaunchException when one failed, or when something is still missing after the limit; it says what
     */
    void start(Duration limit) throws LaunchException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            framework.start();
        } catch (BundleException e) {
            throw new LaunchException("the OSGi framework does not start: " + e.getMessage() + ".", e);
        }
        List<String> missing = missing();
        while (!missing.isEmpty()) {
            if (!failures.isEmpty()) {
                throw new LaunchException(String.join("; ", failures) + ".");
            }
            if (System.nanoTime() > deadline) {
                List<String> all = new ArrayList<>(missing);
                all.addAll(UnsatisfiedComponents.describe(framework.getBundleContext()));
                throw new LaunchException(
                        "after " + limit.toSeconds() + " s this is still missing:\n  " + String.join("\n  ", all));
            }
            // Polled, for readiness depends on services and on states alike, and start-up is short.
            Thread.sleep(LOOK_AGAIN_MILLIS);
            missing = missing();
        }
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return List.of("the OSGi framework, which is stopping");
        }
        for (Bundle bundle : installed) {
            if (bundle.getState() != Bundle.ACTIVE) {
                missing.add("OSGi bundle " + bundle.getSymbolicName());
            }
        }
        ready.forEach((name, filter) -> {
            try {
                if (context.getServiceReferences((String) null, filter) == null) {
                    missing.add(name + " " + filter);
                }
            } catch (InvalidSyntaxException e) {
                missing.add(name + ", whose filter is wrong: " + e.getMessage());
            }
        });
        return missing;
    }

    /** Waits until somebody stops the framework. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops the OSGi bundles, doors first. {@return whether all had stopped within the limit} */
    boolean stop(Duration limit) throws InterruptedException {
        try {
            framework.stop();
            return framework.waitForStop(limit.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException e) {
            log.atError().setCause(e).log("OSGi framework does not stop");
            return false;
        }
    }
}
