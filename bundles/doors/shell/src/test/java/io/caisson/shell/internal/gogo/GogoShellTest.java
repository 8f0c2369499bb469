package io.caisson.shell.internal.gogo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.time.Deadline;
import io.caisson.shell.internal.CtrClient;
import io.caisson.shell.internal.ShellFixture;
import io.caisson.shell.internal.socket.SocketServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Process;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Gogo runtime, over the real socket, typed into by the real client. */
class GogoShellTest {
    private static final Set<String> COMMANDS = Set.of(
            "run", "create", "start", "exec", "stop", "kill", "pause", "resume", "update", "wait", "delete", "list",
            "ps", "inspect", "logs", "events", "state", "spec", "info", "version");

    @TempDir
    Path directory;

    private ShellFixture shell;
    private SocketServer server;
    private final ThreadIOImpl threads = new ThreadIOImpl();

    @BeforeEach
    void open() {
        threads.start();
        shell = new ShellFixture(directory);
        CommandProcessorImpl processor = new CommandProcessorImpl(threads);
        GogoCommands commands = new GogoCommands(
                shell.containers,
                shell.journal,
                shell.services.logs(),
                shell.services.specs(),
                shell.services.settings(),
                processor);
        COMMANDS.forEach(name -> processor.addCommand("caisson", commands, name));
        processor.addCommand("test", new Upper(), "upper");
        GogoShell gogo = new GogoShell(processor);
        server = new SocketServer(shell.socket(), (hello, io) -> gogo.run(hello.args(), io));
        shell.containers.run(
                CreateRequest.of(new ContainerId("c"), Path.of("/oci/c")), Deadline.after(Duration.ofSeconds(10)));
    }

    @AfterEach
    void close() {
        server.close();
        threads.stop();
    }

    private CtrClient.Result session(String... lines) throws Exception {
        String typed = Arrays.stream(lines).map(line -> line + "\n").collect(Collectors.joining());
        return CtrClient.run(shell.socket(), typed.getBytes(StandardCharsets.UTF_8), "--gogo");
    }

    @Test
    void commandsAreThereWithAndWithoutTheirScope() throws Exception {
        CtrClient.Result result = session("list -q", "caisson:ps -q", "exit", "list");
        assertEquals("c\nc\n", result.out());
        assertEquals(0, result.code(), result.stderr());
    }

    @Test
    void everyCommandIsRegisteredAndDescribed() {
        Set<String> described = Arrays.stream(GogoCommands.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Descriptor.class))
                .map(Method::getName)
                .map(name -> name.replace("_", ""))
                .collect(Collectors.toSet());
        assertEquals(COMMANDS, described);
    }

    @Test
    void optionsOfTheContainersCommandLineStayThere() throws Exception {
        shell.containers.program("show", process -> {
            process.writeStdout((process.args() + "\n").getBytes(StandardCharsets.UTF_8));
            return 0;
        });
        assertEquals(
                "[show, --rm, -i, a b, {\"a\":1}]\n",
                session("exec c -- show --rm -i \"a b\" '{\"a\":1}'").out());
    }

    @Test
    void failureIsTakenByGogoAndDoesNotEndTheSession() throws Exception {
        CtrClient.Result result = session("stop nobody", "version");
        assertTrue(result.stderr().contains("NOT_FOUND [container.unknown]"), result.stderr());
        assertTrue(result.out().startsWith("daemon version"), result.out());
    }

    @Test
    void exitCodeOfAProcessIsTheResult() throws Exception {
        assertEquals(1, session("exec c false").code());
    }

    /** A command of somebody else's, at the other end of a pipe. */
    public static final class Upper {
        public void upper(CommandSession session) throws IOException {
            Process streams = Process.Utils.current();
            String all = new String(streams.in().readAllBytes(), StandardCharsets.UTF_8);
            streams.out().print(all.toUpperCase(Locale.ROOT));
        }
    }

    @Test
    void outputGoesIntoGogosPipes() throws Exception {
        assertEquals("C\n", session("list -q | upper").out());
    }

    @Test
    void oneLineIsExecutedWithoutASession() throws Exception {
        CtrClient.Result result = CtrClient.run(shell.socket(), "--gogo", "caisson:list", "-q");
        assertEquals("c\n", result.out());
        assertEquals(0, result.code());
        assertEquals(127, CtrClient.run(shell.socket(), "--gogo", "nosuch").code());
    }

    @Test
    void liveEventsEndWithTheSession() throws Exception {
        java.lang.Process client = CtrClient.start(shell.socket(), "--gogo", "events");
        assertEquals('T', client.getInputStream().read());
        client.destroyForcibly().waitFor();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (shell.journal.openCursors() > 0) {
            assertTrue(System.nanoTime() < end, "the command still runs");
            Thread.sleep(10);
        }
    }

    @Test
    void inputIsForTheCommandThatAsksForIt() throws Exception {
        CtrClient.Result result = session("exec -i c cat", "to cat");
        assertEquals("to cat\n", result.out());
        assertEquals(0, result.code(), result.stderr());
    }
}
