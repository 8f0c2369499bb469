package io.caisson.shims.internal.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.StreamTarget;
import io.caisson.api.runtime.RuntimeCommand;
import io.caisson.api.shim.ShimRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Programs as text. To renew a golden file, look at the difference and copy what the test printed. */
class MonitorProgramTest {
    private static final Path DIRECTORY = Path.of("/run/caisson/web/init");
    private static final MonitorSettings SETTINGS = MonitorSettings.of(0);
    private static final StdioRequest CLIENT = new StdioRequest(
            new StreamTarget.ClientPath(Path.of("/run/client/in")),
            new StreamTarget.ClientPath(Path.of("/run/client/out")),
            new StreamTarget.Null());

    private static ShimRequest request(StdioRequest stdio, boolean terminal) {
        Optional<Path> socket = terminal ? Optional.of(Path.of("/run/caisson/.console/0123")) : Optional.empty();
        return new ShimRequest(
                new ContainerId("web"),
                ProcessId.INIT,
                DIRECTORY,
                "/srv/web",
                "runc",
                new RuntimeCommand(
                        "create",
                        List.of("/usr/sbin/runc", "create", "web"),
                        DIRECTORY.resolve("log.json"),
                        Duration.ofSeconds(30)),
                DIRECTORY.resolve("pid"),
                socket,
                Optional.empty(),
                stdio,
                Path.of("/srv/web"),
                Map.of("PATH", "/usr/sbin:/usr/bin", "LANG", "C.UTF-8"));
    }

    private static void assertGolden(String name, Machine machine, ShimRequest request) throws IOException {
        String text = MonitorProgram.compile(machine, request, SETTINGS).toString();
        try (InputStream golden = MonitorProgramTest.class.getResourceAsStream(name)) {
            String expected = golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(expected, text, name);
        }
    }

    @Test
    void aLoggedProcessIsCompiledAsRecorded() throws IOException {
        assertGolden("logged-x86_64.txt", Machine.X86_64, request(StdioRequest.INTERACTIVE, false));
    }

    @Test
    void aProcessWithClientsFilesIsCompiledAsRecorded() throws IOException {
        assertGolden("client-aarch64.txt", Machine.AARCH64, request(CLIENT, false));
    }

    @Test
    void aProcessWithATerminalIsCompiledAsRecorded() throws IOException {
        assertGolden("terminal-x86_64.txt", Machine.X86_64, request(StdioRequest.INTERACTIVE, true));
    }

    @Test
    void everyMachineGetsTheSameProgramInItsOwnNumbers() {
        String x86 = MonitorProgram.compile(Machine.X86_64, request(CLIENT, false), SETTINGS)
                .toString();
        String arm = MonitorProgram.compile(Machine.AARCH64, request(CLIENT, false), SETTINGS)
                .toString();
        assertEquals(x86.substring(x86.indexOf('\n')), arm.substring(arm.indexOf('\n')));
    }

    @Test
    void aFailedStepLeadsBackToASentenceThatNamesThePath() {
        Program program = MonitorProgram.compile(Machine.X86_64, request(CLIENT, false), SETTINGS);
        List<Instruction> opens = IntStream.range(0, 1000)
                .mapToObj(program::instruction)
                .flatMap(Optional::stream)
                .filter(step -> step.sentence().startsWith("open stdout /run/client/out"))
                .toList();
        assertTrue(opens.size() >= 2, opens.toString());
        opens.forEach(step -> assertEquals(Instruction.Subject.STREAM, step.subject()));
        assertTrue(program.instruction(1000).isEmpty());
    }

    @Test
    void aLongEnvironmentDoesNotPushResultsOutOfReach() {
        ShimRequest small = request(CLIENT, true);
        ShimRequest large = new ShimRequest(
                small.container(),
                small.process(),
                small.processDir(),
                small.titleBundle(),
                small.titleRuntime(),
                small.command(),
                small.pidFile(),
                small.consoleSocket(),
                small.terminalSize(),
                small.stdio(),
                small.workingDirectory(),
                Map.of("LONG", "x".repeat(1_000_000)));
        assertTrue(MonitorProgram.compile(Machine.X86_64, large, SETTINGS).encode().length > 1_000_000);
    }

    @Test
    void everyInstructionOfEveryProgramHasWords() {
        List<StdioRequest> all = List.of(StdioRequest.INTERACTIVE, StdioRequest.LOGGED, CLIENT);
        for (StdioRequest stdio : all) {
            for (boolean terminal : new boolean[] {false, true}) {
                List<String> sentences = MonitorProgram.compile(Machine.X86_64, request(stdio, terminal), SETTINGS)
                        .sentences();
                sentences.forEach(sentence -> assertTrue(sentence.matches("[a-z]+( .+|)"), sentence));
                for (int i = 0; i < sentences.size(); i++) {
                    String told = new Notice(Notice.FAILED, (long) i << 32 | 2).failure(sentences);
                    assertEquals(sentences.get(i) + ": ENOENT", told);
                }
            }
        }
        assertEquals(
                "instruction 3 of a program that an earlier server compiled: EIO",
                new Notice(Notice.FAILED, 3L << 32 | 5).failure(List.of()));
    }

    @Test
    void aDeathIsPutBeforeTheInstructionThatIsNamed() {
        List<String> whole = MonitorProgram.compile(Machine.X86_64, request(CLIENT, false), SETTINGS)
                .sentences();
        List<String> deadly = MonitorProgram.compile(Machine.X86_64, request(CLIENT, false), SETTINGS.withKillAt(40))
                .sentences();
        assertEquals(whole.size() + 2, deadly.size());
        assertEquals(whole.get(40), deadly.get(42));
        assertEquals("be killed by a test", deadly.get(41));
    }
}
