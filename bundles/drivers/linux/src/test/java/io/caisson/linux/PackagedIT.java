package io.caisson.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.kernel.Command;
import io.caisson.api.kernel.CommandResult;
import io.caisson.api.kernel.Kernel;
import io.caisson.api.time.Deadline;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/** The packaged OSGi bundle in Felix, where it sees the API, SLF4J and nothing else of the test's class path. */
class PackagedIT {
    private static final String VISIBLE = "io.caisson.api.container;version=1.0.0,io.caisson.api.error;version=1.0.0,"
            + "io.caisson.api.failpoint;version=1.0.0,"
            + "io.caisson.api.kernel;version=1.0.0,io.caisson.api.time;version=1.0.0,"
            + "org.slf4j;version=2.0.20,org.slf4j.spi;version=2.0.20";

    @TempDir
    Path cache;

    private Framework framework;
    private Bundle linux;
    private ServiceTracker<Kernel, Kernel> kernels;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        cache.toString(),
                        "org.osgi.framework.system.packages.extra",
                        VISIBLE));
        framework.start();
        BundleContext context = framework.getBundleContext();
        kernels = new ServiceTracker<>(context, Kernel.class, null);
        kernels.open();
        for (String type : List.of(
                "org.osgi.util.function.Function",
                "org.osgi.util.promise.Promise",
                "org.osgi.service.component.ComponentContext",
                "org.apache.felix.scr.impl.Activator")) {
            install(Path.of(Class.forName(type)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()))
                    .start();
        }
        linux = install(Path.of(System.getProperty("packaged.jar")));
        linux.start();
    }

    private Bundle install(Path jar) throws BundleException {
        return framework.getBundleContext().installBundle(jar.toUri().toString());
    }

    @AfterEach
    void stop() throws Exception {
        kernels.close();
        framework.stop();
        framework.waitForStop(10_000);
    }

    private Kernel kernel() throws InterruptedException {
        Kernel kernel = kernels.waitForService(10_000);
        assertNotNull(kernel, "no Kernel service");
        return kernel;
    }

    private static String echo(Kernel kernel) {
        CommandResult result = kernel.run(
                new Command(List.of("/bin/echo", "hello"), Map.of(), Path.of("/"), new byte[0], 100),
                Deadline.after(Duration.ofSeconds(30)));
        return new String(result.stdout(), StandardCharsets.US_ASCII);
    }

    @Test
    void theOsgiBundleIsWholeAndFindsItsNativeLibrary() throws Exception {
        assertEquals(Bundle.ACTIVE, linux.getState());
        Kernel kernel = kernel();
        assertEquals("hello\n", echo(kernel));
        ClassLoader own = kernel.getClass().getClassLoader();
        assertNotEquals(LinuxKernel.class, kernel.getClass());
        for (String type : List.of("jnr.posix.POSIX", "com.kenai.jffi.Library", "org.objectweb.asm.ClassWriter")) {
            assertSame(own, own.loadClass(type).getClassLoader(), type);
        }
    }

    @Test
    void itWorksAgainAfterAnUpdate() throws Exception {
        Kernel before = kernel();
        assertEquals("hello\n", echo(before));
        try (InputStream jar = Files.newInputStream(Path.of(System.getProperty("packaged.jar")))) {
            linux.update(jar);
        }
        Kernel after = kernel();
        assertNotEquals(before.getClass(), after.getClass());
        assertEquals("hello\n", echo(after));
    }

    @Test
    void nativeLibrariesOfBothArchitecturesAreInIt() {
        for (String architecture : List.of("x86_64", "aarch64")) {
            assertTrue(
                    linux.getEntryPaths("jni/" + architecture + "-Linux").hasMoreElements(),
                    "no library for " + architecture);
        }
    }

    @Test
    void nothingIsExported() {
        assertEquals(null, linux.getHeaders().get("Export-Package"));
    }
}
