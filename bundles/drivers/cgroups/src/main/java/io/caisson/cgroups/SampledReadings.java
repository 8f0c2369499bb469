package io.caisson.cgroups;

import io.caisson.api.cgroup.ContainerReadings;
import io.caisson.api.cgroup.Reading;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.Containers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Takes readings of all live containers every few seconds on one thread. */
@Component(immediate = true, configurationPid = "io.caisson.cgroups")
@Designate(ocd = SampledReadings.Config.class)
public final class SampledReadings implements ContainerReadings {
    private static final long SHORTEST_PERIOD_MILLIS = 100;

    /** Settings of PID {@code io.caisson.cgroups}. */
    @ObjectClassDefinition(name = "Caisson readings", description = "How often the cgroups of containers are read.")
    public @interface Config {
        /** {@return milliseconds from the end of one pass to the next; 0 or less: never; less than 100 is 100} */
        @AttributeDefinition(
                name = "Sample period",
                description =
                        "Milliseconds from one pass over all containers to the next, at least 100; 0: no readings.")
        long samplePeriodMillis() default 2000;
    }

    private final Sampler sampler;
    private final ScheduledExecutorService timer;

    @Activate
    public SampledReadings(@Reference Containers containers, Config config) {
        this(containers::list, Path.of("/proc/self/mountinfo"), config.samplePeriodMillis());
    }

    SampledReadings(Supplier<List<ContainerView>> containers, Path mountinfo, long periodMillis) {
        sampler = new Sampler(containers, mountinfo, InstantSource.system());
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "caisson-readings");
            thread.setDaemon(true);
            return thread;
        });
        if (periodMillis > 0) {
            long period = Math.max(periodMillis, SHORTEST_PERIOD_MILLIS);
            timer.scheduleWithFixedDelay(sampler::pass, 0, period, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the sampler; a pass that runs ends by itself. */
    @Deactivate
    void deactivate() {
        timer.shutdownNow();
    }

    @Override
    public Optional<Reading> latest(ContainerId id) {
        return sampler.latest(id);
    }
}
