package io.caisson.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerStatus;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.RestartPolicy;
import io.caisson.api.container.Signal;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.shell.internal.ShellFixture;
import io.caisson.testkit.FakeProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both grammars: what is typed, what is done, what is told, the exit code. */
@Timeout(60)
class DispatcherTest {
    @TempDir
    Path directory;

    private ShellFixture shell;
    private RecordingInvocation io;

    @BeforeEach
    void prepare() {
        shell = new ShellFixture(directory);
    }

    private int type(String line) {
        return typeWith("", line.split(" "));
    }

    private int typeWith(String input, String... words) {
        io = new RecordingInvocation(directory, input);
        return shell.dispatcher.run(List.of(words), io);
    }

    private ContainerView view(String id) {
        return shell.containers.require(new ContainerId(id));
    }

    @Test
    void aContainersWholeLifeInOurGrammar() {
        assertEquals(0, type("create --label a=b --runtime crun c oci"));
        assertEquals("c\n", io.printed());
        assertEquals(directory.resolve("oci"), view("c").ociBundle());
        assertEquals("crun", view("c").runtime());
        assertEquals(List.of("a=b"), view("c").labels());
        assertFalse(view("c").autoRemove());
        assertEquals(0, type("start c"));
        assertEquals(0, type("pause c"));
        assertEquals(ContainerStatus.PAUSED, view("c").status());
        assertEquals(0, type("resume c"));
        assertEquals(0, type("update --restart on-failure:3 c"));
        assertEquals(RestartPolicy.onFailure(3), view("c").restart().policy());
        assertEquals(2, type("update --restart sometimes c"));
        assertEquals(RestartPolicy.onFailure(3), view("c").restart().policy());
        assertEquals(0, type("stop -t 5s c"));
        assertEquals("c\n", io.printed());
        assertEquals(0, type("wait c"));
        assertEquals("143\n", io.printed());
        assertEquals(0, type("delete c"));
        assertEquals(List.of(), shell.containers.list());
    }

    @Test
    void aContainersWholeLifeInContainerdsGrammar() {
        assertEquals(0, type("containers start -l x --no-pivot redis /containers/redis"));
        assertEquals("", io.printed());
        assertTrue(view("redis").autoRemove());
        assertEquals(List.of("x"), view("redis").labels());
        assertEquals(0, type("containers"));
        assertEquals(
                "ID                  PATH                STATUS              PROCESSES\n"
                        + "redis               /containers/redis   running             init\n",
                io.printed());
        assertEquals(0, type("containers exec --id redis --pid e1 forever"));
        assertEquals(0, type("containers list redis"));
        assertTrue(io.printed().endsWith("running             init,e1\n"), io.printed());
        assertEquals(0, type("containers pause redis"));
        assertEquals(0, type("containers resume redis"));
        assertEquals(0, type("containers kill -p e1 -s 9 redis"));
        assertEquals(List.of(Signal.KILL), shell.containers.signals(new ContainerId("redis")));
        assertEquals(0, type("containers kill redis"));
        assertEquals(List.of(), shell.containers.list());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "containers start|container id cannot be empty",
                "containers start c|bundle path cannot be empty",
                "containers kill|container id cannot be empty",
                "containers exec --pid p true|container id cannot be empty",
                "containers exec --id c true|process id cannot be empty",
                "containers pause|container id cannot be empty",
                "containers kill -s TERM c|invalid value \"TERM\" for flag -s: parse error",
                "containers start -c cp c b|starting from a checkpoint is not implemented in this version",
                "containers stats c|containers stats: not implemented in this version",
                "checkpoints list c|checkpoints list: not implemented in this version",
            })
    void containerdsGrammarFailsWithOneAndItsTexts(String line, String text) {
        assertEquals(1, type(line));
        assertEquals("[ctr] " + text + "\n", io.complaints());
    }

    @Test
    void containerdsGrammarFailsWithOneForAnUnknownContainer() {
        assertEquals(1, type("containers kill nobody"));
        assertTrue(io.complaints().startsWith("[ctr] "), io.complaints());
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "containers foo", "help foo"})
    void unknownCommandIs3(String line) {
        assertEquals(3, type(line));
        assertEquals("No help topic for 'foo'\n", io.complaints());
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorCodeHasItsExitCode(ErrorCode code) {
        int expected = switch (code) {
            case INVALID_ARGUMENT -> 2;
            case NOT_FOUND -> 3;
            case ALREADY_EXISTS -> 4;
            case FAILED_PRECONDITION -> 5;
            case ABORTED -> 6;
            case PERMISSION_DENIED -> 7;
            case RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED -> 8;
            case UNIMPLEMENTED -> 9;
            case DATA_LOSS, INTERNAL -> 70;
        };
        shell.containers.failNext("create", new CaissonException(code, "test.reason", "no\u001b[1m luck"));
        assertEquals(expected, type("create c oci"));
        assertEquals("ctr: no\\u001b[1m luck [test.reason]\n", io.complaints());
        shell.containers.failNext("create", new CaissonException(code, "test.reason", "no luck"));
        assertEquals(125, type("run -d c oci"));
        shell.containers.failNext("create", new CaissonException(code, "test.reason", "no luck"));
        assertEquals(1, type("containers start c oci"));
        assertEquals("[ctr] no luck\n", io.complaints());
    }

    @ParameterizedTest
    @CsvSource({
        "runtime.executable-not-found,127",
        "runtime.executable-denied,126",
        "runtime.executable-invalid,126",
        "runtime.refused,125"
    })
    void aProgramThatDidNotRunHasTheCodeOfAShell(String reason, int code) {
        type("run -d c oci");
        shell.containers.failNext("exec", new CaissonException(ErrorCode.FAILED_PRECONDITION, reason, "no"));
        assertEquals(code, type("exec c nothing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "list --nope", "stop -t", "logs a b", "list --format xml", "create c"})
    void wrongUsageIs2AndNamesTheHelp(String line) {
        assertEquals(2, type(line));
        assertTrue(io.complaints().contains("see \"ctr help " + line.split(" ")[0] + "\""), io.complaints());
    }

    @Test
    void argumentsReachTheProgramUnchanged() {
        type("run -d c oci");
        List<String> args = List.of("echo", "a b", "'", "$x", "--", "-i", "@file", "${sys:user.dir}", "\"q\"", "", "é");
        shell.containers.program("echo", process -> {
            process.writeStdout(process.args().toString().getBytes(StandardCharsets.UTF_8));
            return 0;
        });
        for (String separator : new String[] {"--", "-w/"}) {
            String[] words = new String[args.size() + 3];
            words[0] = "exec";
            words[separator.equals("--") ? 2 : 1] = separator;
            words[separator.equals("--") ? 1 : 2] = "c";
            System.arraycopy(args.toArray(String[]::new), 0, words, 3, args.size());
            assertEquals(0, typeWith("", words), () -> io.complaints());
            assertEquals(args.toString(), io.printed());
        }
        String[] legacy = new String[args.size() + 7];
        System.arraycopy(new String[] {"containers", "exec", "--id", "c", "--pid", "e", "-a"}, 0, legacy, 0, 7);
        System.arraycopy(args.toArray(String[]::new), 0, legacy, 7, args.size());
        assertEquals(0, typeWith("", legacy), () -> io.complaints());
        assertEquals(args.toString(), io.printed());
    }

    @Test
    void execFeedsInputAndTakesBothStreams() {
        type("run -d c oci");
        assertEquals(0, typeWith("hello", "exec", "-i", "c", "cat"));
        assertEquals("hello", io.printed());
        shell.containers.program("both", FakeProgram.printing("o", "e", 9));
        assertEquals(9, type("exec c both"));
        assertEquals("o", io.printed());
        assertEquals("e", io.complaints());
    }

    @Test
    void detachedExecPrintsItsIdAndRunsOn() {
        type("run -d c oci");
        assertEquals(0, type("exec -d --id e1 c forever"));
        assertEquals("e1\n", io.printed());
        assertEquals(2, view("c").processes().size());
    }

    @Test
    void runThatCannotStartLeavesNothing() {
        shell.containers.failNext(
                "start", new CaissonException(ErrorCode.FAILED_PRECONDITION, "runtime.executable-not-found", "no"));
        assertEquals(127, type("run c oci"));
        assertEquals(List.of(), shell.containers.list());
    }

    @Test
    void runWithMinusTOfADocumentWithoutTerminalIsRefusedAndLeavesNothing() {
        assertEquals(125, type("run -t c oci"));
        assertTrue(io.complaints().contains("process.terminal"), io.complaints());
        assertEquals(List.of(), shell.containers.list());
    }

    @Test
    void attachedStartOfContainerdsGrammarStreamsAndExitsAsInit() {
        shell.containers.initProgram(process -> {
            process.writeStdout(process.read().orElseThrow());
            return 4;
        });
        assertEquals(4, typeWith("in", "containers", "start", "-a", "c", "/oci"));
        assertEquals("in", io.printed());
        assertEquals(List.of(), shell.containers.list());
    }

    @Test
    void oneFailureAmongManyIsToldAndTheOthersAreDone() {
        type("create a oci");
        type("create b oci");
        assertEquals(3, type("delete a nobody b"));
        assertEquals("a\nb\n", io.printed());
        assertTrue(io.complaints().contains("nobody"), io.complaints());
    }

    @Test
    void listHasThreeFormats() {
        type("run -d b oci");
        type("create a oci");
        type("list -q");
        assertEquals("a\nb\n", io.printed());
        type("ps --format ids");
        assertEquals("a\nb\n", io.printed());
        type("list --format json");
        assertTrue(io.printed().startsWith("[\n  {\n    \"id\": \"a\",\n    \"birth\": "), io.printed());
        assertTrue(io.printed().contains("\"status\": \"created\""), io.printed());
    }

    @Test
    void stoppedContainersListNoProcesses() {
        type("run -d c oci");
        type("stop c");
        type("list");
        assertTrue(io.printed().endsWith("stopped             \n"), io.printed());
    }

    @Test
    void stateIsContainerdsJsonOnOneLine() {
        type("run -d --label l c /oci/c");
        assertEquals(0, type("state c"));
        String json = io.printed();
        long pid = view("c").pid().orElseThrow();
        assertTrue(
                json.startsWith("{\"containers\":[{\"id\":\"c\",\"bundlePath\":\"/oci/c\",\"processes\":"
                        + "[{\"pid\":\"init\",\"user\":{},"),
                json);
        assertTrue(
                json.contains("\"systemPid\":" + pid + "}],\"status\":\"running\",\"labels\":[\"l\"],\"pids\":["),
                json);
        assertTrue(json.contains("\"runtime\":\"runc\"}],\"machine\":{\"cpus\":"), json);
        assertFalse(json.contains("\n"));
    }

    @Test
    void eventsOfTheJournalAreContainerdsTable() {
        type("run -d c oci");
        type("exec c true");
        type("pause c");
        type("resume c");
        type("kill -s KILL c");
        type("delete c");
        assertEquals(0, type("events --after 0"));
        String[] lines = io.printed().split("\n");
        List<String> facts = Arrays.stream(lines)
                .skip(1)
                .map(line -> line.substring(31).replaceAll(" +", " ").replaceAll("exec-[0-9a-f]+", "E"))
                .toList();
        assertEquals(
                List.of(
                        "start-container c 0",
                        "start-process c E 0",
                        "exit c E 0",
                        "pause c 0",
                        "resume c 0",
                        "exit c init 137"),
                facts);
        assertTrue(lines[0].startsWith("TIME                           TYPE   "), lines[0]);
    }

    @Test
    void eventsAsJsonAreOurWordsAndMayBeResumedBySequence() {
        type("run -d c oci");
        type("create d oci");
        assertEquals(0, type("events --format json --after 1 --id c"));
        assertEquals(1, io.printed().lines().count());
        assertTrue(io.printed().startsWith("{\"sequence\":2,\"at\":\""), io.printed());
        assertTrue(io.printed().contains("\"type\":\"started\",\"container\":\"c\",\"birth\":1}"), io.printed());
        assertEquals(0, shell.journal.openCursors());
    }

    @Test
    void eventsAreChosenByTypeTimeAndSeveralIds() {
        type("create a oci");
        type("run -d b oci");
        type("create c oci");
        assertEquals(0, type("events --after 0 --type created,deleted --id a,b --format json"));
        assertEquals(2, io.printed().lines().count());
        assertEquals(0, type("events --until 2020-01-01T00:00:00Z --format json"));
        assertEquals("", io.printed());
        assertEquals(0, type("events -f --since 2020-01-01T00:00:00Z --until 2020-02-01T00:00:00Z --format json"));
        assertEquals("", io.printed(), "what comes after the end is not waited for");
        assertEquals(0, type("events --no-follow --timestamp 2020-01-01T00:00:00Z --format json"));
        assertEquals(4, io.printed().lines().count());
        assertEquals(2, type("events --after 0 --type vanished"));
        assertTrue(io.complaints().contains("event.type-unknown"), io.complaints());
    }

    @Test
    void lostEventsAreALineOfJsonAndNoRowOfContainerdsTable() {
        type("run -d c oci");
        type("kill -s KILL c");
        shell.journal.lose(2, 2);
        assertEquals(0, type("events --after 1 --format json --type exited --id c"));
        String[] lines = io.printed().split("\n");
        assertTrue(lines[0].contains("\"sequence\":2,\"at\":\""), lines[0]);
        assertTrue(lines[0].endsWith("\"type\":\"gap\",\"from\":2,\"to\":2,\"reason\":\"damaged\"}"), lines[0]);
        assertTrue(lines[1].contains("\"type\":\"exited\""), lines[1]);
        assertEquals(0, type("events --after 1"));
        assertEquals(2, io.printed().lines().count(), "the head and the exit");
        assertEquals("ctr: events 2 to 2 are lost: damaged\n", io.complaints());
    }

    @Test
    void liveEventsEndWithTheCaller() {
        type("create before oci");
        io = new RecordingInvocation(directory, "");
        io.ending().complete(Invocation.Ending.CALLER_GONE);
        assertEquals(0, shell.dispatcher.run(List.of("events"), io));
        assertEquals(0, shell.journal.openCursors());
        assertFalse(io.printed().contains("before"));
    }

    @Test
    void logsShowTheLastLines() {
        type("run -d c oci");
        shell.logs.write(new ContainerId("c"), "1\n2\n3\n");
        assertEquals(0, type("logs -n 2 c"));
        assertEquals("2\n3\n", io.printed());
        assertEquals(3, type("logs nobody"));
    }

    @Test
    void followedLogsEndWhenTheContainerHasStopped() {
        type("run -d c oci");
        ContainerId id = new ContainerId("c");
        shell.logs.write(id, "1\n");
        Thread end = new Thread(() -> {
            shell.logs.write(id, "2\n");
            shell.containers.exit(id, 0);
        });
        end.start();
        assertEquals(0, type("logs -f c"));
        assertEquals("1\n2\n", io.printed());
    }

    @Test
    void specIsWrittenBesideTheCallerOnceAndNeverOver() throws Exception {
        assertEquals(0, type("spec"));
        Path file = directory.resolve("config.json");
        assertEquals(ShellFixture.TEMPLATE, Files.readString(file));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.writeString(file, "mine");
        assertEquals(4, type("spec"));
        assertEquals("mine", Files.readString(file));
        assertEquals(5, type("spec -b nowhere"));
    }

    @Test
    void specIsNotWrittenThroughALink() throws Exception {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(directory.resolve("config.json"), target);
        assertEquals(4, type("spec"));
        assertFalse(Files.exists(target));
    }

    @Test
    void inspectAndInfoAreJson() {
        type("run -d c oci");
        type("kill -s 9 c");
        assertEquals(0, type("inspect c"));
        assertTrue(io.printed().contains("\"cause\": \"signaled\""), io.printed());
        assertEquals(0, type("inspect --spec c"));
        assertTrue(io.printed().startsWith("{\"ociVersion\""), io.printed());
        assertEquals(0, type("info"));
        assertTrue(io.printed().contains("\"version\": \"9.8.7\""), io.printed());
    }

    @Test
    void everyCommandHasAHelp() {
        assertEquals(0, typeWith(""));
        String overview = io.printed();
        for (String name : CommandTable.OURS.names()) {
            assertTrue(overview.contains("  " + name + " "), name);
            assertEquals(0, type("help " + name));
            assertTrue(io.printed().startsWith("Usage: ctr " + name), io.printed());
            assertEquals(0, type(name + " --help"));
            assertTrue(io.printed().startsWith("Usage: ctr " + name), io.printed());
        }
    }
}
