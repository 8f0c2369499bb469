package io.caisson.bench;

import io.caisson.api.kernel.Fd;
import io.caisson.api.kernel.Kernel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** A server that has just been started: its memory with no container and with many, and how fast it hears of ends. */
final class RunningServer {
    private static final double KIB_PER_MIB = 1024;
    private static final double BYTES_PER_KIB = 1024;
    private static final int SIGKILL = 9;

    private final Plan plan;
    private final Kernel kernel;
    private final Path ociBundle;
    private final Subject subject;

    RunningServer(Plan plan, Kernel kernel, Path ociBundle, Subject subject) {
        this.plan = plan;
        this.kernel = kernel;
        this.ociBundle = ociBundle;
        this.subject = subject;
    }

    void measure(Figures figures) {
        Side side = subject.byJmx();
        ProcessMemory idle = ProcessMemory.of(subject.server().pid());
        figures.add("memory.mib.0", idle.pss() / KIB_PER_MIB, "MiB", 1, "PSS of a new server, a JMX client connected");
        figures.add("memory.rss.mib.0", idle.rss() / KIB_PER_MIB, "MiB", 1, "RSS of the same");
        long heapIdle = liveHeapBytes();
        for (int i = 0; i < plan.running(); i++) {
            side.create(id(i), ociBundle);
            side.start(id(i));
        }
        memory(figures);
        figures.add(
                "heap.kib.container",
                (liveHeapBytes() - heapIdle) / BYTES_PER_KIB / plan.running(),
                "KiB",
                plan.running(),
                "Java heap of the server for one running container, after a collection");
        ends(figures);
        for (int i = 0; i < plan.running(); i++) {
            side.delete(id(i));
        }
    }

    private static String id(int number) {
        return "sleeper-" + number;
    }

    private void memory(Figures figures) {
        int running = plan.running();
        Samples rss = new Samples();
        Samples pss = new Samples();
        double shims = 0;
        for (int i = 0; i < running; i++) {
            ProcessMemory shim = ProcessMemory.of((Long) subject.jmx().containerAttribute(id(i), "ShimPid"));
            rss.add(shim.rss());
            pss.add(shim.pss());
            shims += shim.pss();
        }
        double all = ProcessMemory.of(subject.server().pid()).pss() + shims;
        String with = " with " + running + " containers";
        figures.add("memory.mib." + running, all / KIB_PER_MIB, "MiB", 1, "PSS of server and shims" + with);
        figures.add("memory.shims.mib." + running, shims / KIB_PER_MIB, "MiB", 1, "of that, the shims");
        figures.add("shim.kib.rss", rss.median(), "KiB", running, "RSS of one shim, median");
        figures.add("shim.kib.pss", pss.median(), "KiB", running, "PSS of one shim" + with + ", median");
    }

    private long liveHeapBytes() {
        try {
            ObjectName memory = new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME);
            MBeanServerConnection server = subject.jmx().connection();
            server.invoke(memory, "gc", null, null);
            return (Long) ((CompositeData) server.getAttribute(memory, "HeapMemoryUsage")).get("used");
        } catch (JMException | IOException e) {
            throw new IllegalStateException("cannot read the server's heap", e);
        }
    }

    private void ends(Figures figures) {
        Samples latency = new Samples();
        for (int i = 0; i < plan.running(); i++) {
            try (Fd init = kernel.pidfdOpen((Long) subject.jmx().containerAttribute(id(i), "Pid"))) {
                long begin = System.nanoTime();
                kernel.pidfdSendSignal(init, SIGKILL);
                latency.addNanosAsMillis(subject.bell().await(id(i)) - begin);
            }
        }
        figures.addPercentiles("exit.ms", latency, "ms", "SIGKILL until the JMX notification of the exit");
    }
}
