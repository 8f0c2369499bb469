package io.caisson.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.Attachment;
import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.Containers;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ExitStatus;
import io.caisson.api.container.OutputListener;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.EventFilter;
import io.caisson.api.event.EventJournal;
import io.caisson.api.event.EventType;
import io.caisson.api.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * The laws of {@link Containers}, for every implementation. A subclass gives a server without containers and an OCI
 * bundle whose program runs for ever, ends on SIGTERM, and in which {@code cat}, {@code true} and {@code false} are found.
 */
public abstract class ContainersContractTest {
    private static final ContainerId ID = new ContainerId("contract");
    private static final ProcessId EXEC = new ProcessId("e1");

    protected abstract Containers containers();

    protected abstract EventJournal journal();

    /** {@return absolute path of the OCI bundle} */
    protected abstract Path ociBundle();

    protected Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private CreateRequest request() {
        return CreateRequest.of(ID, ociBundle());
    }

    private List<EventType> events() {
        return journal().read(0, EventFilter.of(ID), 100).stream()
                .map(record -> record.event().type())
                .toList();
    }

    private static void assertFails(ErrorCode code, String reason, Executable call) {
        CaissonException thrown = assertThrows(CaissonException.class, call);
        assertEquals(code + " " + reason, thrown.code() + " " + thrown.reason(), thrown.getMessage());
    }

    @Test
    public void anUnknownIdIsNotFoundByEveryMethod() {
        Containers containers = containers();
        String reason = "container.unknown";
        assertTrue(containers.find(ID).isEmpty());
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.require(ID));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.start(ID, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.kill(ID, ProcessId.INIT, Signal.TERM));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.killAll(ID, Signal.TERM, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.stop(ID, Duration.ofSeconds(1)));
        assertFails(
                ErrorCode.NOT_FOUND,
                reason,
                () -> containers.updateRestartPolicy(ID, RestartPolicy.ALWAYS, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.pause(ID, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.resume(ID, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.delete(ID, true, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> exec("true", StdioRequest.LOGGED, OutputListener.NONE));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.attach(ID, ProcessId.INIT, OutputListener.NONE));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.waitFor(ID, ProcessId.INIT, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.pids(ID, deadline()));
        assertFails(ErrorCode.NOT_FOUND, reason, () -> containers.spec(ID));
    }

    @Test
    public void aWholeLifeIsToldInOrder() {
        Containers containers = containers();
        assertEquals(
                ContainerStatus.CREATED,
                containers.create(request(), deadline()).status());
        assertEquals(ContainerStatus.RUNNING, containers.start(ID, deadline()).status());
        assertEquals(ContainerStatus.PAUSED, containers.pause(ID, deadline()).status());
        assertEquals(ContainerStatus.RUNNING, containers.resume(ID, deadline()).status());
        containers.stop(ID, Duration.ofSeconds(10));
        assertEquals(ContainerStatus.STOPPED, containers.require(ID).status());
        containers.delete(ID, false, deadline());
        assertTrue(containers.list().isEmpty());
        assertEquals(
                List.of(
                        EventType.CREATED,
                        EventType.STARTED,
                        EventType.PAUSED,
                        EventType.RESUMED,
                        EventType.EXITED,
                        EventType.DELETED),
                events());
    }

    @Test
    public void stoppingTwiceTellsTheSameExitAndOneEvent() {
        Containers containers = containers();
        containers.run(request(), deadline());
        ExitStatus first = containers.stop(ID, Duration.ofSeconds(10));
        ExitStatus second = containers.stop(ID, Duration.ofSeconds(10));
        assertEquals(first, second);
        assertEquals(first, containers.waitFor(ID, ProcessId.INIT, deadline()));
        assertEquals(1, events().stream().filter(EventType.EXITED::equals).count());
        containers.delete(ID, false, deadline());
    }

    @Test
    public void anIdIsTakenUntilItsContainerIsDeletedAndItsNextBirthIsAnother() {
        Containers containers = containers();
        long first = containers.create(request(), deadline()).birth();
        assertFails(ErrorCode.ALREADY_EXISTS, "container.exists", () -> containers.create(request(), deadline()));
        containers.delete(ID, false, deadline());
        long second = containers.create(request(), deadline()).birth();
        assertTrue(first != second, "birth is used again");
        containers.delete(ID, false, deadline());
    }

    @Test
    public void whatDoesNotFitTheStateIsRefusedAndChangesNothing() {
        Containers containers = containers();
        containers.create(request(), deadline());
        ErrorCode code = ErrorCode.FAILED_PRECONDITION;
        assertFails(code, "container.not-running", () -> containers.pause(ID, deadline()));
        assertFails(code, "container.not-paused", () -> containers.resume(ID, deadline()));
        assertEquals(ContainerStatus.CREATED, containers.require(ID).status());
        containers.start(ID, deadline());
        assertFails(code, "container.not-created", () -> containers.start(ID, deadline()));
        assertFails(code, "container.running", () -> containers.delete(ID, false, deadline()));
        assertEquals(ContainerStatus.RUNNING, containers.require(ID).status());
        containers.stop(ID, Duration.ZERO);
        assertFails(code, "container.not-running", () -> containers.kill(ID, ProcessId.INIT, Signal.TERM));
        assertFails(code, "container.not-running", () -> exec("true", StdioRequest.LOGGED, OutputListener.NONE));
        containers.delete(ID, false, deadline());
    }

    @Test
    public void aRestartPolicyIsShownAndCanBeChangedButNotOfWhatRemovesItself() {
        containers().create(request().withRestart(RestartPolicy.onFailure(3)), deadline());
        assertEquals("on-failure:3", containers().require(ID).restart().policy().text());
        containers().updateRestartPolicy(ID, RestartPolicy.NO, deadline());
        assertEquals(RestartPolicy.NO, containers().require(ID).restart().policy());
        containers().delete(ID, true, deadline());
        containers().create(request().withAutoRemove(true), deadline());
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                "restart.auto-remove",
                () -> containers().updateRestartPolicy(ID, RestartPolicy.ALWAYS, deadline()));
        containers().delete(ID, true, deadline());
    }

    @Test
    public void aKilledInitExitsWith128PlusTheSignal() {
        Containers containers = containers();
        containers.run(request(), deadline());
        containers.kill(ID, ProcessId.INIT, Signal.KILL);
        ExitStatus exit = containers.waitFor(ID, ProcessId.INIT, deadline());
        assertEquals(137, exit.code());
        assertEquals(ExitStatus.Cause.SIGNALED, exit.cause());
        assertFails(
                ErrorCode.FAILED_PRECONDITION,
                "container.not-running",
                () -> containers.kill(ID, ProcessId.INIT, Signal.KILL));
        containers.delete(ID, false, deadline());
    }

    @Test
    public void catInAnExecEchoesItsInputAndEndsWithIt() throws Exception {
        Containers containers = containers();
        containers.run(request(), deadline());
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        OutputListener listener = (source, bytes) -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            seen.writeBytes(copy);
        };
        try (Attachment cat = exec("cat", StdioRequest.INTERACTIVE, listener)) {
            cat.writeStdin(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            cat.closeStdin();
            cat.closeStdin();
            ExitStatus exit = cat.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertEquals(0, exit.code());
            assertEquals("hello", seen.toString(StandardCharsets.UTF_8));
            assertFails(
                    ErrorCode.FAILED_PRECONDITION,
                    "process.stdin-closed",
                    () -> cat.writeStdin(ByteBuffer.wrap(new byte[1])));
        }
        containers.delete(ID, true, deadline());
    }

    @Test
    public void initTakesItsExecsWithItAndIsTheLastToExit() throws Exception {
        Containers containers = containers();
        containers.run(request(), deadline());
        try (Attachment cat = exec("cat", StdioRequest.INTERACTIVE, OutputListener.NONE)) {
            assertEquals(2, containers.require(ID).processes().size());
            assertEquals(2, containers.pids(ID, deadline()).size());
            containers.kill(ID, ProcessId.INIT, Signal.KILL);
            assertEquals(
                    137,
                    cat.exit().toCompletableFuture().get(30, TimeUnit.SECONDS).code());
        }
        containers.waitFor(ID, ProcessId.INIT, deadline());
        assertEquals(
                List.of(
                        EventType.CREATED,
                        EventType.STARTED,
                        EventType.EXEC_STARTED,
                        EventType.EXEC_EXITED,
                        EventType.EXITED),
                events());
        containers.delete(ID, false, deadline());
    }

    @Test
    public void aContainerWithAutoRemoveIsGoneWhenItsExitIsSeen() throws Exception {
        Containers containers = containers();
        containers.run(request().withAutoRemove(true), deadline());
        try (var cursor = journal().open(0, EventFilter.of(ID))) {
            containers.kill(ID, ProcessId.INIT, Signal.KILL);
            EventType seen = null;
            while (seen != EventType.DELETED) {
                seen = cursor.next(Duration.ofSeconds(30)).orElseThrow().event().type();
            }
        }
        assertTrue(containers.find(ID).isEmpty());
        assertEquals(List.of(EventType.CREATED, EventType.STARTED, EventType.EXITED, EventType.DELETED), events());
    }

    private Attachment exec(String program, StdioRequest stdio, OutputListener listener) {
        ExecRequest request = new ExecRequest(
                ID,
                EXEC,
                List.of(program),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                stdio);
        return containers().exec(request, listener, deadline());
    }
}
