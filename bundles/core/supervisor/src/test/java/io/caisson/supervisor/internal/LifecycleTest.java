package io.caisson.supervisor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerState;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ProcessIdentity;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.api.event.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LifecycleTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = THEN.plusSeconds(60);
    private static final ContainerId ID = new ContainerId("web");
    private static final ProcessId EXEC = new ProcessId("x");
    private static final ProcessIdentity INIT = new ProcessIdentity(42, 7, OptionalLong.of(3));
    private static final ExitStatus EXIT = new ExitStatus(3, ExitStatus.Cause.EXITED, THEN);

    private static final List<ContainerState> STATES = List.of(
            new ContainerState.Creating(THEN),
            new ContainerState.Created(INIT, THEN),
            new ContainerState.Running(INIT, THEN),
            new ContainerState.Paused(INIT, THEN),
            new ContainerState.Stopped(EXIT),
            new ContainerState.Unknown("x"));

    private static final List<ContainerEvent> EVENTS = List.of(
            new ContainerEvent.Created(ID, 1, INIT),
            new ContainerEvent.Started(ID, 1),
            new ContainerEvent.ExecStarted(ID, 1, EXEC, INIT),
            new ContainerEvent.ExecExited(ID, 1, EXEC, EXIT),
            new ContainerEvent.Paused(ID, 1),
            new ContainerEvent.Resumed(ID, 1),
            new ContainerEvent.Exited(ID, 1, EXIT),
            new ContainerEvent.Deleted(ID, 1));

    /** Every allowed pair; each pair that is not here must be refused. */
    private static final Map<String, ContainerStatus> ALLOWED = Map.ofEntries(
            Map.entry("CREATING+CREATED", ContainerStatus.CREATED),
            Map.entry("CREATED+STARTED", ContainerStatus.RUNNING),
            Map.entry("CREATED+EXITED", ContainerStatus.STOPPED),
            Map.entry("RUNNING+PAUSED", ContainerStatus.PAUSED),
            Map.entry("RUNNING+EXITED", ContainerStatus.STOPPED),
            Map.entry("RUNNING+EXEC_STARTED", ContainerStatus.RUNNING),
            Map.entry("RUNNING+EXEC_EXITED", ContainerStatus.RUNNING),
            Map.entry("PAUSED+RESUMED", ContainerStatus.RUNNING),
            Map.entry("PAUSED+EXITED", ContainerStatus.STOPPED),
            Map.entry("PAUSED+EXEC_STARTED", ContainerStatus.PAUSED),
            Map.entry("PAUSED+EXEC_EXITED", ContainerStatus.PAUSED),
            Map.entry("STOPPED+DELETED", ContainerStatus.STOPPED),
            Map.entry("UNKNOWN+DELETED", ContainerStatus.UNKNOWN));

    @TestFactory
    List<DynamicTest> everyPairOfStateAndEvent() {
        List<DynamicTest> tests = new ArrayList<>();
        for (ContainerState state : STATES) {
            for (ContainerEvent event : EVENTS) {
                String pair = state.status() + "+" + event.type();
                tests.add(DynamicTest.dynamicTest(pair, () -> assertEquals(ALLOWED.get(pair), after(state, event))));
            }
        }
        return tests;
    }

    /** {@return the status after; null if refused as it must be} */
    private static ContainerStatus after(ContainerState state, ContainerEvent event) {
        try {
            return Lifecycle.next(state, event, NOW).status();
        } catch (CaissonException refused) {
            assertEquals(ErrorCode.FAILED_PRECONDITION, refused.code());
            assertEquals("container.transition-invalid", refused.reason());
            return null;
        }
    }

    @Test
    void theListsAboveHaveEveryStatusAndEveryKindOfEvent() {
        assertEquals(
                Set.of(ContainerStatus.values()),
                STATES.stream().map(ContainerState::status).collect(Collectors.toSet()));
        assertEquals(
                EnumSet.complementOf(EnumSet.of(EventType.GAP)), // is about no container
                EVENTS.stream().map(ContainerEvent::type).collect(Collectors.toSet()));
    }

    @Test
    void everyStateReachedKeepsWhatIsTrueInIt() {
        ContainerState created = Lifecycle.next(STATES.get(0), EVENTS.get(0), THEN);
        assertEquals(new ContainerState.Created(INIT, THEN), created);
        ContainerState running = Lifecycle.next(created, EVENTS.get(1), NOW);
        assertEquals(new ContainerState.Running(INIT, NOW), running);
        ContainerState paused = Lifecycle.next(running, EVENTS.get(4), NOW.plusSeconds(1));
        assertEquals(new ContainerState.Paused(INIT, NOW), paused, "the time of the start stays");
        assertEquals(running, Lifecycle.next(paused, EVENTS.get(5), NOW.plusSeconds(2)));
        ContainerState stopped = Lifecycle.next(paused, EVENTS.get(6), NOW);
        assertEquals(new ContainerState.Stopped(EXIT), stopped);
        assertTrue(STATES.contains(Lifecycle.next(stopped, EVENTS.get(7), NOW)));
    }
}
