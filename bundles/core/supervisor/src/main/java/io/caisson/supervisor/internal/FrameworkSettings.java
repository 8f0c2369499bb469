package io.caisson.supervisor.internal;

import io.caisson.api.server.ServerSettings;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The settings that the launcher put into framework properties {@code caisson.*}. */
@Component(service = ServerSettings.class)
public final class FrameworkSettings implements ServerSettings {
    private final Path stateDir;
    private final Path rootDir;
    private final Path logDir;
    private final String runtime;
    private final List<String> runtimeArgs;
    private final String version;

    @Activate
    public FrameworkSettings(BundleContext context) {
        stateDir = path(context, "caisson.stateDir", "/run/caisson");
        rootDir = path(context, "caisson.rootDir", "/var/lib/caisson");
        logDir = path(context, "caisson.logDir", "/var/log/caisson");
        runtime = value(context, "caisson.runtime", "runc");
        runtimeArgs = value(context, "caisson.runtimeArgs", "").lines().toList();
        version = value(context, "caisson.version", "0");
    }

    private static String value(BundleContext context, String key, String absent) {
        String value = context.getProperty(key);
        return value == null || value.isEmpty() ? absent : value;
    }

    private static Path path(BundleContext context, String key, String absent) {
        return Path.of(value(context, key, absent)).toAbsolutePath().normalize();
    }

    @Override
    public Path stateDir() {
        return stateDir;
    }

    @Override
    public Path rootDir() {
        return rootDir;
    }

    @Override
    public Path logDir() {
        return logDir;
    }

    @Override
    public String runtime() {
        return runtime;
    }

    @Override
    public List<String> runtimeArgs() {
        return runtimeArgs;
    }

    @Override
    public String version() {
        return version;
    }
}
