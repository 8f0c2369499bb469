package io.caisson.jmx.internal;

import static io.caisson.jmx.internal.Fixture.WEB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.event.ContainerEvent;
import io.caisson.jmx.EventsMXBean;
import io.caisson.testkit.FakeProgram;
import io.caisson.testkit.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JmxDoorTest {
    private static final ObjectName NAME = ObjectNames.container(WEB);
    private static final Set<String> FIXED = Set.of("type=Daemon", "type=Containers", "type=Events");

    private final Fixture fixture = Fixture.open();

    @AfterEach
    void nothingIsLeftBehind() {
        fixture.close();
        assertEquals(Set.of(), fixture.names());
        assertEquals(0, fixture.journal.openCursors());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("caisson-jmx-events")));
    }

    private static Set<String> with(String... ids) {
        Set<String> names = new TreeSet<>(FIXED);
        Arrays.stream(ids).forEach(id -> names.add("id=" + id + ",type=Container"));
        return names;
    }

    private String text(String attribute) {
        return (String) fixture.get(NAME, attribute);
    }

    private void assertFails(
            Class<? extends RuntimeException> type, String text, String operation, String... arguments) {
        RuntimeMBeanException thrown =
                assertThrows(RuntimeMBeanException.class, () -> fixture.invoke(NAME, operation, arguments));
        assertEquals(type, thrown.getCause().getClass());
        assertEquals(text, thrown.getCause().getMessage());
    }

    @Test
    void anMBeanIsThereWhenCreateReturnsHoweverFarTheEventsAre() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        fixture.server.addNotificationListener(
                ObjectNames.EVENTS,
                (notification, handback) -> {
                    held.countDown();
                    awaitUninterruptibly(free);
                },
                null,
                null);
        fixture.invoke(ObjectNames.CONTAINERS, "create", "first", "/srv/web", "");
        held.await();
        try {
            fixture.invoke(ObjectNames.CONTAINERS, "create", "second", "/srv/web", "");
            fixture.invoke(ObjectNames.CONTAINERS, "run", "third", "/srv/web", "");
            assertEquals(with("first", "second", "third"), fixture.names());
        } finally {
            free.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anMBeanComesWithItsContainerAndGoesWithIt() throws Exception {
        assertEquals(with(), fixture.names());
        String line = fixture.invoke(ObjectNames.CONTAINERS, "create", "web", "/srv/web", "");
        fixture.caughtUp();
        assertEquals(with("web"), fixture.names());
        assertEquals("OK web CREATED pid=" + fixture.number(NAME, "Pid"), line);
        assertEquals("CREATED", text("State"));
        assertEquals("OK web RUNNING pid=" + fixture.number(NAME, "Pid"), fixture.invoke(NAME, "start"));
        assertEquals("OK web PAUSED pid=" + fixture.number(NAME, "Pid"), fixture.invoke(NAME, "pause"));
        assertEquals("PAUSED", text("State"));
        assertEquals("OK web RUNNING pid=" + fixture.number(NAME, "Pid"), fixture.invoke(NAME, "resume"));
        assertEquals("OK web STOPPED exitStatus=143", fixture.invoke(NAME, "stop", "5s"));
        assertEquals("STOPPED", text("State"));
        assertEquals(143, fixture.number(NAME, "ExitStatus"));
        assertEquals("signal", text("ExitReason"));
        assertEquals(-1, fixture.number(NAME, "Pid"));
        assertEquals(with("web"), fixture.names());
        assertEquals("OK web DELETED", fixture.invoke(NAME, "delete"));
        fixture.caughtUp();
        assertEquals(with(), fixture.names());
    }

    @Test
    void containersThatAreThereHaveMBeansWhenTheDoorOpens() {
        fixture.run(WEB);
        fixture.closeDoor();
        assertEquals(Set.of(), fixture.names());
        fixture.openDoor();
        assertEquals(with("web"), fixture.names());
        assertEquals("RUNNING", text("State"));
        Object[] last = (Object[]) fixture.get(ObjectNames.EVENTS, "LastEvents");
        assertEquals(List.of("created", "started"), types(last));
    }

    private static List<String> types(Object[] rows) {
        return Arrays.stream(rows)
                .map(row -> (String) ((CompositeData) row).get("type"))
                .toList();
    }

    @Test
    void aContainerOfTheSameIdIsAnotherMBean() {
        fixture.run(WEB);
        long birth = fixture.number(NAME, "Birth");
        fixture.containers.delete(WEB, true, Fixture.soon());
        fixture.create(WEB);
        assertEquals(with("web"), fixture.names());
        assertEquals(birth + 1, fixture.number(NAME, "Birth"));
        assertEquals("CREATED", text("State"));
    }

    @Test
    void noMBeanIsLeftAfterManyContainers() {
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 40; i++) {
                fixture.containers.run(CreateRequest.of(new ContainerId("c" + i), Fixture.OCI_BUNDLE), Fixture.soon());
            }
            for (int i = 0; i < 40; i++) {
                fixture.containers.delete(new ContainerId("c" + i), true, Fixture.soon());
            }
        }
        fixture.caughtUp();
        assertEquals(with(), fixture.names());
    }

    @Test
    void everyAttributeCanBeReadInEveryState() throws Exception {
        fixture.create(WEB);
        assertAllReadable("CREATED");
        fixture.containers.start(WEB, Fixture.soon());
        fixture.reading(WEB, Instant.now(), 1);
        assertAllReadable("RUNNING");
        fixture.containers.pause(WEB, Fixture.soon());
        assertAllReadable("PAUSED");
        fixture.containers.resume(WEB, Fixture.soon());
        fixture.containers.exit(WEB, 3);
        assertAllReadable("STOPPED");
        fixture.containers.quarantine(WEB, "state.json is cut off");
        assertAllReadable("UNKNOWN");
    }

    @Test
    void attributesDoNotThrowWhenTheSupervisorDoes() throws Exception {
        fixture.run(WEB);
        assertEquals("RUNNING", text("State"));
        fixture.supervisorSilent = true;
        assertAllReadable("RUNNING");
        assertEquals("/srv/web", text("OciBundle"));
        assertEquals(-1, fixture.number(ObjectNames.DAEMON, "ContainersRunning"));
        assertEquals("CRIT", fixture.get(ObjectNames.DAEMON, "HealthStatus"));
        assertFails(RuntimeException.class, "UNAVAILABLE [server.stopping] the server is going down", "start");
        fixture.supervisorSilent = false;
    }

    private void assertAllReadable(String state) throws Exception {
        assertEquals(state, text("State"));
        for (ObjectName name : List.of(NAME, ObjectNames.CONTAINERS, ObjectNames.EVENTS, ObjectNames.DAEMON)) {
            String[] attributes = Arrays.stream(
                            fixture.server.getMBeanInfo(name).getAttributes())
                    .map(MBeanAttributeInfo::getName)
                    .toArray(String[]::new);
            List<Attribute> values =
                    fixture.server.getAttributes(name, attributes).asList();
            assertEquals(attributes.length, values.size(), "one of the attributes of " + name + " threw in " + state);
            for (Attribute value : values) {
                assertNotNull(value.getValue(), value.getName() + " in " + state);
                assertFalse(
                        value.getValue() instanceof Double number && !Double.isFinite(number),
                        value.getName() + " in " + state);
            }
        }
    }

    @Test
    void anMBeanOutlivesItsContainerForAMomentWithoutThrowing() throws Exception {
        ContainerBean bean;
        fixture.run(WEB);
        Services services = new Services(fixture.containers, fixture.journal, null, id -> Optional.empty(), null);
        bean = new ContainerBean(WEB, fixture.number(NAME, "Birth"), services, new LiveReadings(services.readings()));
        fixture.containers.delete(WEB, true, Fixture.soon());
        fixture.create(WEB);
        assertEquals("DELETED", bean.getState());
        assertEquals(-1, bean.getPid());
        assertEquals("/srv/web", bean.getOciBundle());
        NoSuchElementException thrown = assertThrows(NoSuchElementException.class, bean::deleteForce);
        assertTrue(thrown.getMessage().startsWith("NOT_FOUND [container.unknown] "), thrown.getMessage());
        assertEquals("CREATED", text("State"));
    }

    @Test
    void failuresOfOperationsAreExceptionsOfTheJdk() {
        fixture.run(WEB);
        assertFails(
                IllegalStateException.class,
                "FAILED_PRECONDITION [container.not-created] container web is running",
                "start");
        assertFails(
                IllegalStateException.class,
                "FAILED_PRECONDITION [container.running] container web is running",
                "delete");
        assertFails(
                IllegalArgumentException.class,
                "INVALID_ARGUMENT [argument.fill-in] signal is \"String\", which a client fills in by itself; type what"
                        + " you mean",
                "kill",
                "String");
        assertFails(
                NoSuchElementException.class,
                "NOT_FOUND [process.unknown] container web has no process nobody",
                "killProcess",
                "nobody",
                "TERM");
        assertFails(
                IllegalArgumentException.class,
                "INVALID_ARGUMENT [stop.grace-too-long] over JMX timeout is at most 60s, but is 61s",
                "stop",
                "61s");
        fixture.containers.failNext(
                "pause", new CaissonException(ErrorCode.INTERNAL, "runtime.unexpected", "runc said nonsense"));
        assertFails(RuntimeException.class, "INTERNAL [runtime.unexpected] runc said nonsense", "pause");
        assertEquals("RUNNING", text("State"));
    }

    @Test
    void signalsReachTheProcessesMeant() throws Exception {
        fixture.run(WEB);
        fixture.containers.ignoreTerm(WEB);
        String line = "OK web RUNNING pid=" + fixture.number(NAME, "Pid");
        assertEquals(line + " signal=TERM", fixture.invoke(NAME, "kill", (String) null));
        assertEquals(line + " signal=CHLD", fixture.invoke(NAME, "killProcess", "init", "17"));
        assertEquals("OK web STOPPED exitStatus=137 signal=KILL", fixture.invoke(NAME, "killAll", "SIGKILL"));
        assertEquals(List.of(Signal.TERM, new Signal(17), Signal.KILL), fixture.containers.signals(WEB));
    }

    @Test
    void aKilledContainerWithAutoRemoveIsDeleted() throws Exception {
        fixture.invoke(ObjectNames.CONTAINERS, "run", "web", "/srv/web", "{\"autoRemove\":true}");
        fixture.caughtUp();
        assertEquals("OK web DELETED signal=KILL", fixture.invoke(NAME, "kill", "KILL"));
        fixture.caughtUp();
        assertEquals(with(), fixture.names());
    }

    @Test
    void execReturnsStatusAndOutput() throws Exception {
        fixture.containers.program("sh", FakeProgram.printing("out\n", "err\u001b\n", 3));
        fixture.run(WEB);
        String answer = fixture.invoke(NAME, "exec", "[\"sh\",\"-c\",\"x\"]");
        assertTrue(answer.matches("OK web process=jmx-[0-9a-f-]+ exitStatus=3\nout\nerr\\\\u001b\n"), answer);
    }

    @Fault(56)
    @Test
    void outputOfAnExecIsCutAtOneMebibyte() throws Exception {
        fixture.containers.program("yes", FakeProgram.printing("y".repeat((1 << 20) + 4464), "", 0));
        fixture.run(WEB);
        String answer = fixture.invoke(NAME, "exec", "yes");
        assertTrue(answer.endsWith("y\n(truncated: 4464 bytes more)"), answer.substring(answer.length() - 40));
        assertTrue(answer.lines().findFirst().orElseThrow().endsWith(" truncated=true"), answer.substring(0, 80));
        assertEquals(1 << 20, answer.chars().filter(c -> c == 'y').count() - 1, "one y is in \"bytes\"");
    }

    @Test
    void anExecThatRunsTooLongIsKilled() {
        fixture.run(WEB);
        ExecCommand impatient = new ExecCommand(fixture.containers, Duration.ofMillis(200));
        CaissonException thrown =
                assertThrows(CaissonException.class, () -> impatient.run(WEB, List.of("sleep", "infinity")));
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, thrown.code());
        assertEquals(1, fixture.containers.require(WEB).processes().size());
    }

    @Test
    void numbersOfAReadingAreAttributes() {
        fixture.run(WEB);
        for (String attribute : List.of("CpuUsageNanosTotal", "MemoryUsageBytes", "PidsCurrent", "StatsAgeMillis")) {
            assertEquals(-1, fixture.number(NAME, attribute), attribute);
        }
        Instant start = Instant.now().minusSeconds(10);
        fixture.reading(WEB, start, 1_000_000_000L);
        assertEquals(-1.0, fixture.get(NAME, "CpuPercent"));
        fixture.reading(WEB, start.plusSeconds(2), 2_000_000_000L);
        assertEquals(50.0, fixture.get(NAME, "CpuPercent"));
        assertEquals(50.0, fixture.get(NAME, "CpuPercent"), "the same reading has the same answer");
        assertEquals(2_000_000_000L, fixture.number(NAME, "CpuUsageNanosTotal"));
        assertEquals(1_000_000, fixture.number(NAME, "MemoryUsageBytes"));
        assertEquals(2_000_000, fixture.number(NAME, "MemoryPeakBytes"));
        assertEquals(-1, fixture.number(NAME, "MemoryLimitBytes"));
        assertEquals(3, fixture.number(NAME, "PidsCurrent"));
        assertTrue(fixture.number(NAME, "StatsAgeMillis") >= 8_000);
        fixture.containers.exit(WEB, 0);
        assertEquals(-1, fixture.number(NAME, "MemoryUsageBytes"), "a reading from before its end");
    }

    @Test
    void textsOfAContainer() throws Exception {
        fixture.run(WEB);
        String state = fixture.invoke(NAME, "state");
        assertTrue(state.startsWith("web RUNNING pid=") && state.endsWith(" ociBundle=/srv/web"), state);
        assertEquals(
                "running",
                Json.read("state", fixture.invoke(NAME, "showState"))
                        .get("status")
                        .asText());
        assertTrue(fixture.invoke(NAME, "showSpec").contains("\"sleep\""));
        String processes = fixture.invoke(NAME, "listProcesses");
        assertTrue(processes.contains("host pids: " + fixture.number(NAME, "Pid")), processes);
        fixture.logs.write(WEB, "one\ntwo\nthree\n");
        Object tail = fixture.server.invoke(NAME, "logs", new Object[] {2}, new String[] {"int"});
        assertEquals("two\nthree\n", tail);
        assertEquals("one\ntwo\nthree\n", fixture.server.invoke(NAME, "logs", new Object[] {0}, new String[] {"int"}));
    }

    @Test
    void onlyTheEndOfALongLogIsShown() throws Exception {
        fixture.run(WEB);
        fixture.logs.write(WEB, "x".repeat(3_000_000) + "end\n");
        String tail = (String) fixture.server.invoke(NAME, "logs", new Object[] {1}, new String[] {"int"});
        assertEquals(256 * 1024, tail.length());
        assertTrue(tail.endsWith("xend\n"));
    }

    @Test
    void theTableHoldsAThousandContainersInOneRead() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            ContainerId id = new ContainerId(String.format("c%04d", i));
            fixture.containers.run(
                    CreateRequest.of(id, Fixture.OCI_BUNDLE).withLabels(List.of("n=" + i)), Fixture.soon());
            fixture.reading(id, Instant.now(), i);
        }
        fixture.caughtUp();
        assertEquals(1_003, fixture.names().size());
        Object[] rows = (Object[]) fixture.get(ObjectNames.CONTAINERS, "Containers");
        assertEquals(1_000, rows.length);
        CompositeData row = (CompositeData) rows[999];
        assertEquals(
                List.of("c0999", "RUNNING", "n=999", 1_000_000L, 1),
                List.of(
                        row.get("id"),
                        row.get("state"),
                        row.get("labels"),
                        row.get("memoryUsageBytes"),
                        row.get("processes")));
        assertEquals(1_000, ((String[]) fixture.get(ObjectNames.CONTAINERS, "Ids")).length);
        String page = (String) fixture.server.invoke(
                ObjectNames.CONTAINERS, "listJson", new Object[] {"state=running", 9, 100}, new String[] {
                    "java.lang.String", "int", "int"
                });
        assertEquals(
                "c0900",
                Json.read("page", page).get("containers").get(0).get("id").asText());
        assertEquals(1_000, Json.read("page", page).get("total").asInt());
    }

    @Test
    void listsAreFiltered() throws Exception {
        fixture.run(WEB);
        fixture.containers.create(
                CreateRequest.of(new ContainerId("db"), Fixture.OCI_BUNDLE).withLabels(List.of("tier=back")),
                Fixture.soon());
        for (String filter : List.of("db", "state=created", "label=tier=*", "id=d*,state=CREATED", "runtime=runc,db")) {
            String listed = fixture.invoke(ObjectNames.CONTAINERS, "list", filter);
            assertEquals(2, listed.lines().count(), filter + ":\n" + listed);
            assertTrue(listed.lines().toList().get(1).startsWith("db "), listed);
        }
        assertEquals(
                3, fixture.invoke(ObjectNames.CONTAINERS, "list", "").lines().count());
        assertEquals("true", fixture.invoke(ObjectNames.CONTAINERS, "exists", "db"));
        assertEquals("false", fixture.invoke(ObjectNames.CONTAINERS, "exists", "nobody"));
        RuntimeMBeanException thrown = assertThrows(
                RuntimeMBeanException.class, () -> fixture.invoke(ObjectNames.CONTAINERS, "list", "image=x"));
        assertEquals(
                "INVALID_ARGUMENT [filter.unknown-key] filter has the unknown key \"image\"; known are id, state, runtime,"
                        + " label",
                thrown.getCause().getMessage());
    }

    @Test
    void notificationsOfTwoContainersComeInTheJournalsOrderFromBothEmitters() throws Exception {
        List<Notification> all = Collections.synchronizedList(new ArrayList<>());
        List<Notification> own = Collections.synchronizedList(new ArrayList<>());
        NotificationListener toAll = (notification, handback) -> all.add(notification);
        fixture.server.addNotificationListener(ObjectNames.EVENTS, toAll, null, null);
        ContainerId db = new ContainerId("db");
        fixture.create(WEB);
        fixture.server.addNotificationListener(NAME, (notification, handback) -> own.add(notification), null, null);
        fixture.create(db);
        fixture.containers.start(db, Fixture.soon());
        fixture.containers.start(WEB, Fixture.soon());
        fixture.containers.kill(db, ProcessId.INIT, Signal.KILL);
        fixture.containers.exit(WEB, 3);
        fixture.containers.delete(WEB, false, Fixture.soon());
        fixture.caughtUp();
        assertEquals(
                List.of(
                        "1 created io.caisson:type=Container,id=web",
                        "2 created io.caisson:type=Container,id=db",
                        "3 started io.caisson:type=Container,id=db",
                        "4 started io.caisson:type=Container,id=web",
                        "5 exited io.caisson:type=Container,id=db",
                        "6 exited io.caisson:type=Container,id=web",
                        "7 deleted io.caisson:type=Container,id=web"),
                brief(all));
        assertEquals(
                List.of(
                        "4 started io.caisson:type=Container,id=web",
                        "6 exited io.caisson:type=Container,id=web",
                        "7 deleted io.caisson:type=Container,id=web"),
                brief(own));
        assertEquals(
                "seq=5 id=db exited status=137 reason=signal signal=KILL",
                all.get(4).getMessage());
        assertEquals("seq=6 id=web exited status=3 reason=exited", own.get(1).getMessage());
        CompositeData data = (CompositeData) all.get(4).getUserData();
        assertEquals(
                List.of(5L, "exited", "db", "init", 137, "signal"),
                List.of(
                        data.get("seq"),
                        data.get("type"),
                        data.get("id"),
                        data.get("process"),
                        data.get("exitStatus"),
                        data.get("exitReason")));
    }

    private static List<String> brief(List<Notification> notifications) {
        return notifications.stream()
                .map(notification -> notification.getSequenceNumber() + " "
                        + notification.getType().substring("io.caisson.container.".length()) + " "
                        + notification.getSource())
                .toList();
    }

    @Test
    void aListenerThatThrowsHoldsNobodyUp() throws Exception {
        NotificationListener bad = (notification, handback) -> {
            throw new IllegalStateException("listener of a test");
        };
        fixture.server.addNotificationListener(ObjectNames.EVENTS, bad, null, null);
        fixture.run(WEB);
        assertEquals(with("web"), fixture.names());
    }

    @Test
    void aJournalThatFailsForAWhileIsFollowedAgainWithoutGapOrDuplicate() throws Exception {
        List<Notification> all = Collections.synchronizedList(new ArrayList<>());
        fixture.server.addNotificationListener(
                ObjectNames.EVENTS, (notification, handback) -> all.add(notification), null, null);
        fixture.create(WEB);
        fixture.journal.failReads(2);
        fixture.containers.start(WEB, Fixture.soon());
        fixture.containers.exit(WEB, 0);
        fixture.caughtUp();
        assertEquals(
                List.of(1L, 2L, 3L),
                all.stream().map(Notification::getSequenceNumber).toList());
    }

    @Test
    void theJournalCanBeReplayed() throws Exception {
        fixture.run(WEB);
        fixture.create(new ContainerId("db"));
        fixture.containers.exit(WEB, 0);
        fixture.caughtUp();
        assertEquals(List.of("seq=1", "seq=2", "seq=3", "seq=4"), replayed(0, 0, ""));
        assertEquals(List.of("seq=3", "seq=4"), replayed(2, 0, "default"));
        assertEquals(List.of("seq=1"), replayed(0, 1, ""));
        assertEquals(List.of("seq=1", "seq=4"), replayed(0, 0, "id=web,type=created|exited"));
        assertEquals(List.of("seq=1", "seq=2", "seq=3", "seq=4"), replayed(0, 0, "id=web|db"));
        assertEquals(List.of(), replayed(0, 0, "until=2020-01-01T00:00:00Z"));
        assertEquals(List.of("seq=4"), replayed(2, 0, "since=2020-01-01T00:00:00+01:00,id=web"));
        assertThrows(RuntimeMBeanException.class, () -> replayed(0, 0, "since=yesterday"));
        assertEquals(1, fixture.number(ObjectNames.EVENTS, "FirstSeq"));
        assertEquals(4, fixture.number(ObjectNames.EVENTS, "LastSeq"));
    }

    private List<String> replayed(long after, int max, String filter) throws Exception {
        String text = (String)
                fixture.server.invoke(ObjectNames.EVENTS, "replay", new Object[] {after, max, filter}, new String[] {
                    "long", "int", "java.lang.String"
                });
        return text.lines().map(line -> line.split(" ")[1]).collect(Collectors.toList());
    }

    @Test
    void theLastEventsAreAtMostFifty() {
        for (int i = 0; i < 30; i++) {
            fixture.run(new ContainerId("c" + i));
        }
        Object[] rows = (Object[]) fixture.get(ObjectNames.EVENTS, "LastEvents");
        assertEquals(50, rows.length);
        assertEquals(60L, ((CompositeData) rows[49]).get("seq"));
    }

    @Test
    void containersThatComeAndGoWithoutAnEventAreSeen() {
        fixture.closeDoor();
        fixture.containers.restoring(1);
        fixture.openDoor();
        assertEquals("RESTORING 0/1", fixture.get(ObjectNames.DAEMON, "State"));
        assertEquals("WARN", fixture.get(ObjectNames.DAEMON, "HealthStatus"));
        ContainerBeans beans = new ContainerBeans(
                fixture.server,
                new Services(fixture.containers, fixture.journal, null, id -> Optional.empty(), null),
                new LiveReadings(id -> Optional.empty()));
        fixture.closeDoor();
        fixture.containers.create(CreateRequest.of(WEB, Fixture.OCI_BUNDLE), Fixture.soon());
        beans.reconcile(fixture.containers.list());
        assertEquals(Set.of("id=web,type=Container"), fixture.names());
        beans.reconcile(List.of());
        assertEquals(Set.of("id=web,type=Container"), fixture.names(), "told before it can be seen");
        beans.reconcile(List.of());
        assertEquals(Set.of(), fixture.names());
        beans.reconcile(fixture.containers.list());
        beans.close();
        assertEquals(Set.of(), fixture.names());
        beans.reconcile(fixture.containers.list());
        assertEquals(Set.of(), fixture.names(), "nothing comes after close");
    }

    @Test
    void aDoorThatCannotOpenLeavesNothing() throws Exception {
        fixture.closeDoor();
        fixture.containers.run(CreateRequest.of(WEB, Fixture.OCI_BUNDLE), Fixture.soon());
        fixture.server.registerMBean(
                DescribedMBean.of(new EventsBean(fixture.journal), EventsMXBean.class), ObjectNames.EVENTS);
        assertThrows(IllegalStateException.class, fixture::openDoor);
        assertEquals(Set.of("type=Events"), fixture.names());
        fixture.server.unregisterMBean(ObjectNames.EVENTS);
    }

    @Test
    void countsOfTheServer() throws Exception {
        fixture.run(WEB);
        fixture.run(new ContainerId("db"));
        fixture.create(new ContainerId("new"));
        fixture.containers.pause(new ContainerId("db"), Fixture.soon());
        assertEquals(
                List.of(3L, 1L, 1L, 1L, 0L, 3L),
                List.of("Total", "Running", "Created", "Paused", "Stopped", "Total").stream()
                        .map(name -> fixture.number(ObjectNames.DAEMON, "Containers" + name))
                        .toList());
        assertEquals("READY", fixture.get(ObjectNames.DAEMON, "State"));
        assertEquals("OK", fixture.get(ObjectNames.DAEMON, "HealthStatus"));
        assertEquals("Caisson 1.2.3", fixture.invoke(ObjectNames.DAEMON, "version"));
        assertTrue(fixture.invoke(ObjectNames.DAEMON, "showState").contains("web "));
    }

    @Test
    void eventsThatAreLostAreANotificationOfAllEventsAndALineOfTheReplay() throws Exception {
        BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
        fixture.run(WEB);
        fixture.server.addNotificationListener(
                ObjectNames.EVENTS, (notification, handback) -> heard.add(notification), null, null);
        fixture.journal.failReads(Integer.MAX_VALUE); // so that the door comes late
        fixture.journal.append(Collections.nCopies(3, new ContainerEvent.Started(WEB, 1)));
        fixture.journal.lose(3, 4);
        fixture.journal.failReads(0);
        Notification gap = heard.poll(20, TimeUnit.SECONDS);
        assertEquals("io.caisson.journal.gap", gap.getType());
        assertEquals(ObjectNames.EVENTS, gap.getSource());
        assertEquals(4, gap.getSequenceNumber());
        assertEquals("seq=4 gap from=3 to=4 reason=damaged", gap.getMessage());
        CompositeData data = (CompositeData) gap.getUserData();
        assertEquals(3L, data.get("gapFrom"));
        assertEquals("damaged", data.get("gapReason"));
        assertEquals("", data.get("id"));
        assertEquals(5, heard.poll(20, TimeUnit.SECONDS).getSequenceNumber());
        assertEquals(List.of("seq=4", "seq=5"), replayed(2, 0, "id=nobody|web"));
    }

    @Test
    void aJournalThatTakesNoEventsIsShown() {
        assertEquals("OK", fixture.get(ObjectNames.DAEMON, "JournalState"));
        fixture.journal.refuseAppends(true);
        assertEquals("DEGRADED", fixture.get(ObjectNames.DAEMON, "JournalState"));
        assertEquals("no space left on device", fixture.get(ObjectNames.DAEMON, "JournalDegradedReason"));
        assertEquals("WARN", fixture.get(ObjectNames.DAEMON, "HealthStatus"));
    }
}
