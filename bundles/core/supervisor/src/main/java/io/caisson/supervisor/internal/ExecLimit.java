package io.caisson.supervisor.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How many further processes a container may have at once. A change counts for the next exec. Safe for many threads. */
@Component(service = ExecLimit.class, configurationPid = "io.caisson.supervisor")
@Designate(ocd = ExecLimit.Config.class)
public final class ExecLimit {
    private static final int USUAL = 64;

    private volatile int most = USUAL;

    /** Settings of PID {@code io.caisson.supervisor}. */
    @ObjectClassDefinition(name = "Caisson supervisor", description = "Bounds of what containers may do at once.")
    public @interface Config {
        /** {@return the most further processes of one container; less than 1: none} */
        @AttributeDefinition(
                name = "Most execs",
                description = "How many further processes one container may have at once; 0: none.")
        int maxExecs() default USUAL;
    }

    @Activate
    @Modified
    void configure(Config config) {
        most = Math.max(config.maxExecs(), 0);
    }

    int most() {
        return most;
    }
}
