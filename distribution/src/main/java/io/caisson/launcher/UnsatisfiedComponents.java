package io.caisson.launcher;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Which components wait for which services, as Declarative Services tells (OSGi Compendium, 112.10). By reflection: the
 * classes belong to an OSGi bundle, which the launcher does not see.
 */
final class UnsatisfiedComponents {
    private static final String RUNTIME = "org.osgi.service.component.runtime.ServiceComponentRuntime";

    private UnsatisfiedComponents() {}

    /** {@return sentences without a full stop; empty if there are none or nobody can tell} */
    static List<String> describe(BundleContext context) {
        ServiceReference<?> reference = context.getServiceReference(RUNTIME);
        Object runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return List.of();
        }
        List<String> waiting = new ArrayList<>();
        try {
            Class<?> api = runtime.getClass().getClassLoader().loadClass(RUNTIME);
            Object all = api.getMethod("getComponentDescriptionDTOs", Bundle[].class)
                    .invoke(runtime, (Object) new org.osgi.framework.Bundle[0]);
            for (Object component : (Collection<?>) all) {
                Object configurations = api.getMethod("getComponentConfigurationDTOs", component.getClass())
                        .invoke(runtime, component);
                for (Object configuration : (Collection<?>) configurations) {
                    for (Object missing : (Object[]) field(configuration, "unsatisfiedReferences")) {
                        waiting.add(field(component, "name") + " waits for " + interfaceOf(component, missing));
                    }
                    if (field(configuration, "failure") != null) {
                        waiting.add(field(component, "name") + " failed: "
                                + String.valueOf(field(configuration, "failure"))
                                        .lines()
                                        .findFirst()
                                        .orElse(""));
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            waiting.add("(" + e + ")");
        } finally {
            context.ungetService(reference);
        }
        return waiting;
    }

    private static Object interfaceOf(Object component, Object missing) throws ReflectiveOperationException {
        Object name = field(missing, "name");
        for (Object reference : (Object[]) field(component, "references")) {
            if (field(reference, "name").equals(name)) {
                return field(reference, "interfaceName");
            }
        }
        return name;
    }

    private static Object field(Object dto, String name) throws ReflectiveOperationException {
        return dto.getClass().getField(name).get(dto);
    }
}
