package io.caisson.jmx.internal;

import io.caisson.jmx.Description;
import io.caisson.jmx.Emits;
import io.caisson.jmx.Operation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.StandardEmitterMBean;

/**
 * The one way an MBean is made here: an MXBean whose texts come from the annotations of its interface and whose
 * parameter names come from the compiler. Listeners are called on the thread that sends.
 */
final class DescribedMBean extends StandardEmitterMBean {
    // A thousand containers share one description of forty attributes: it is the greatest part of an MBean.
    private static final Map<Class<?>, MBeanInfo> INFOS = new ConcurrentHashMap<>();

    private final Class<?> face;

    private <T> DescribedMBean(T implementation, Class<T> face, NotificationBroadcasterSupport emitter) {
        super(implementation, face, true, emitter);
        this.face = face;
    }

    /** {@return the MBean that shows {@code implementation} as {@code face} describes it} */
    static <T> DescribedMBean of(T implementation, Class<T> face) {
        Emits emits = face.getAnnotation(Emits.class);
        MBeanNotificationInfo[] infos = emits == null
                ? new MBeanNotificationInfo[0]
                : new MBeanNotificationInfo[] {
                    new MBeanNotificationInfo(emits.value(), Notification.class.getName(), emits.description())
                };
        return new DescribedMBean(implementation, face, new NotificationBroadcasterSupport(infos));
    }

    @Override
    protected MBeanInfo getCachedMBeanInfo() {
        return INFOS.get(face);
    }

    @Override
    protected void cacheMBeanInfo(MBeanInfo info) {
        if (face != null && info != null) {
            INFOS.put(face, info);
        }
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return getMBeanInterface().getAnnotation(Description.class).value();
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return method((info.isIs() ? "is" : "get") + info.getName())
                .map(getter -> getter.getAnnotation(Description.class))
                .map(Description::value)
                .orElseGet(info::getName);
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return operation(info).map(Operation::value).orElseGet(info::getName);
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        return operation(info)
                .map(operation -> operation.impact() == Operation.Impact.INFO
                        ? MBeanOperationInfo.INFO
                        : MBeanOperationInfo.ACTION)
                .orElse(MBeanOperationInfo.UNKNOWN);
    }

    @Override
    protected String getDescription(MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
        return method(info.getName())
                .map(method -> method.getParameters()[sequence].getAnnotation(Description.class))
                .map(Description::value)
                .orElseGet(parameter::getName);
    }

    @Override
    protected String getParameterName(MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
        return method(info.getName())
                .map(method -> method.getParameters()[sequence].getName())
                .orElseGet(parameter::getName);
    }

    private Optional<Operation> operation(MBeanOperationInfo info) {
        return method(info.getName()).map(method -> method.getAnnotation(Operation.class));
    }

    /** By name alone: nothing is overloaded. */
    private Optional<Method> method(String name) {
        return Arrays.stream(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst();
    }
}
