package io.caisson.bench;

import io.caisson.testkit.host.JmxClient;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.JMException;
import javax.management.Notification;
import javax.management.NotificationFilterSupport;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** Hears, by JMX notifications, when containers have ended. Safe for many threads. */
final class ExitBell implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;
    private static final String EXITED = "io.caisson.container.exited";

    private final JmxClient jmx;
    private final ObjectName events;
    private final NotificationListener listener = (notification, handback) -> heard(notification);
    private final ConcurrentMap<String, CompletableFuture<Long>> ends = new ConcurrentHashMap<>();

    ExitBell(JmxClient jmx) {
        this.jmx = jmx;
        NotificationFilterSupport exitsOnly = new NotificationFilterSupport();
        exitsOnly.enableType(EXITED);
        try {
            events = new ObjectName("io.caisson:type=Events");
            jmx.connection().addNotificationListener(events, listener, exitsOnly, null);
        } catch (JMException | IOException e) {
            throw new IllegalStateException("cannot listen to events", e);
        }
    }

    private void heard(Notification notification) {
        long now = System.nanoTime();
        end((String) ((CompositeData) notification.getUserData()).get("id")).complete(now);
    }

    private CompletableFuture<Long> end(String id) {
        return ends.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    /** {@return when a container's end was heard, by {@link System#nanoTime}} Waits for it; to be called once. */
    long await(String id) {
        try {
            long at = end(id).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            ends.remove(id);
            return at;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the end of " + id + " was not heard", e);
        }
    }

    @Override
    public void close() {
        try {
            jmx.connection().removeNotificationListener(events, listener);
        } catch (JMException | IOException e) {
            throw new IllegalStateException("cannot leave the events", e);
        }
    }
}
