package io.caisson.jmx.internal;

import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.container.Signal;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventRecord;
import io.caisson.api.event.Gap;
import io.caisson.jmx.EventRow;
import java.util.Optional;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * Events as notifications, rows and lines. The line alone says everything, since some clients show nothing else; the
 * user data is of open types, since clients have none of our classes.
 */
final class EventTexts {
    private static final String TYPE_PREFIX = "io.caisson.container.";
    private static final String GAP_TYPE = "io.caisson.journal.gap";
    private static final String[] ITEMS = {
        "seq",
        "type",
        "id",
        "birth",
        "process",
        "pid",
        "exitStatus",
        "exitReason",
        "gapFrom",
        "gapReason",
        "time",
        "timeMillis"
    };
    private static final CompositeType DATA = dataType();

    private EventTexts() {}

    private static CompositeType dataType() {
        OpenType<?>[] types = {
            SimpleType.LONG,
            SimpleType.STRING,
            SimpleType.STRING,
            SimpleType.LONG,
            SimpleType.STRING,
            SimpleType.LONG,
            SimpleType.INTEGER,
            SimpleType.STRING,
            SimpleType.LONG,
            SimpleType.STRING,
            SimpleType.STRING,
            SimpleType.LONG
        };
        try {
            return new CompositeType("Event", "An event of the journal", ITEMS, ITEMS, types);
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * {@return a notification whose source is the container, or for a gap the MBean of all events; its number is the
     * journal's, its time the event's}
     */
    static Notification notification(EventRecord record) {
        boolean ofContainer = record.event() instanceof ContainerEvent;
        Notification notification = new Notification(
                ofContainer ? TYPE_PREFIX + record.event().type().word() : GAP_TYPE,
                record.event() instanceof ContainerEvent event
                        ? ObjectNames.container(event.container())
                        : ObjectNames.EVENTS,
                record.sequence(),
                record.at().toEpochMilli(),
                message(record));
        notification.setUserData(data(row(record)));
        return notification;
    }

    /** {@return {@code seq=4711 id=web exited status=137 reason=signal signal=KILL}} */
    static String message(EventRecord record) {
        if (record.event() instanceof Gap gap) {
            return "seq=" + record.sequence() + " gap from=" + gap.from() + " to=" + gap.to() + " reason="
                    + gap.reason().word();
        }
        ContainerEvent event = (ContainerEvent) record.event();
        EventRow row = row(record);
        StringBuilder line = new StringBuilder()
                .append("seq=")
                .append(row.seq())
                .append(" id=")
                .append(row.id())
                .append(' ')
                .append(row.type());
        if (!row.process().equals(ProcessId.INIT.value())) {
            line.append(" process=").append(row.process());
        }
        if (row.pid() >= 0) {
            line.append(" pid=").append(row.pid());
        }
        exit(event).ifPresent(exit -> {
            line.append(" status=").append(exit.code()).append(" reason=").append(row.exitReason());
            exit.signal().ifPresent(signal -> line.append(" signal=").append(new Signal(signal).label()));
        });
        return line.toString();
    }

    static EventRow row(EventRecord record) {
        String time = record.at().toString();
        long timeMillis = record.at().toEpochMilli();
        String type = record.event().type().word();
        if (record.event() instanceof Gap gap) {
            return new EventRow(
                    record.sequence(),
                    type,
                    "",
                    -1,
                    "",
                    -1,
                    -1,
                    "",
                    gap.from(),
                    gap.reason().word(),
                    time,
                    timeMillis);
        }
        ContainerEvent event = (ContainerEvent) record.event();
        Optional<ExitStatus> exit = exit(event);
        return new EventRow(
                record.sequence(),
                type,
                event.container().value(),
                event.birth(),
                process(event).value(),
                identity(event).map(ProcessIdentity::pid).orElse(-1L),
                exit.map(ExitStatus::code).orElse(-1),
                exit.map(ExitStatus::reason).orElse(""),
                -1,
                "",
                time,
                timeMillis);
    }

    private static Optional<ExitStatus> exit(ContainerEvent event) {
        if (event instanceof ContainerEvent.Exited exited) {
            return Optional.of(exited.exit());
        }
        return event instanceof ContainerEvent.ExecExited exited ? Optional.of(exited.exit()) : Optional.empty();
    }

    private static ProcessId process(ContainerEvent event) {
        if (event instanceof ContainerEvent.ExecStarted started) {
            return started.process();
        }
        return event instanceof ContainerEvent.ExecExited exited ? exited.process() : ProcessId.INIT;
    }

    private static Optional<ProcessIdentity> identity(ContainerEvent event) {
        if (event instanceof ContainerEvent.Created created) {
            return Optional.of(created.init());
        }
        return event instanceof ContainerEvent.ExecStarted started ? Optional.of(started.identity()) : Optional.empty();
    }

    private static CompositeData data(EventRow row) {
        Object[] values = {
            row.seq(),
            row.type(),
            row.id(),
            row.birth(),
            row.process(),
            row.pid(),
            row.exitStatus(),
            row.exitReason(),
            row.gapFrom(),
            row.gapReason(),
            row.time(),
            row.timeMillis()
        };
        try {
            return new CompositeDataSupport(DATA, ITEMS, values);
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
    }
}
