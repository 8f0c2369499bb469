package io.caisson.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.time.Deadline;
import io.caisson.testkit.FakeProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real client on a terminal of script(1), whose master end is our pipe. */
class TerminalSessionTest {
    private static final int CTRL_C = 3;

    @TempDir
    Path directory;

    private ShellFixture shell;
    private final ContainerId id = new ContainerId("c");
    private final LinkedBlockingQueue<String> keys = new LinkedBlockingQueue<>();
    private Process terminal;

    @BeforeEach
    void open() {
        shell = new ShellFixture(directory).serve();
        shell.containers.run(CreateRequest.of(id, Path.of("/oci/c")), Deadline.after(Duration.ofSeconds(10)));
        shell.containers.program("keys", process -> {
            process.writeStdout("ready\n".getBytes(StandardCharsets.UTF_8));
            while (true) {
                String typed = new String(process.read().orElseThrow(), StandardCharsets.UTF_8);
                keys.add(typed);
                if (typed.contains("q")) {
                    return 5;
                }
            }
        });
    }

    @AfterEach
    void close() {
        if (terminal != null) {
            terminal.descendants().forEach(ProcessHandle::destroyForcibly);
            terminal.destroyForcibly();
        }
        shell.close();
    }

    /** Runs shell lines on a terminal of 31 by 97. */
    private void onTerminal(String lines) throws IOException {
        Path script = Files.writeString(directory.resolve("lines.sh"), "stty rows 31 columns 97\n" + lines + "\n");
        terminal = new ProcessBuilder("script", "-qefc", "sh " + script, "/dev/null")
                .redirectErrorStream(true)
                .start();
    }

    private String client(String... args) {
        return String.join(" ", CtrClient.command(shell.socket(), args));
    }

    private static String readUntil(InputStream from, String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(wanted) < 0) {
            int next = from.read();
            assertTrue(next >= 0, "ended before \"" + wanted + "\", after: " + seen);
            seen.append((char) next);
        }
        return seen.toString();
    }

    private void type(String text) throws IOException {
        OutputStream keyboard = terminal.getOutputStream();
        keyboard.write(text.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    /** Types until raw mode is there: before, the terminal keeps the key back until a line feed comes. */
    private void awaitRaw() throws Exception {
        for (int i = 0; i < 200; i++) {
            type("k");
            if (keys.poll(100, TimeUnit.MILLISECONDS) != null) {
                return;
            }
        }
        throw new AssertionError("no key came through: the terminal is not raw");
    }

    @Test
    void keysGoThroughOneByOneAndTheTerminalIsRestored() throws Exception {
        onTerminal(client("exec", "-it", "c", "keys") + "\necho code=$?\nstty -a");
        readUntil(terminal.getInputStream(), "ready");
        awaitRaw();
        keys.clear();
        type(Character.toString(CTRL_C));
        String typed = keys.poll(20, TimeUnit.SECONDS);
        while (typed != null && !typed.contains(Character.toString(CTRL_C))) {
            typed = keys.poll(20, TimeUnit.SECONDS);
        }
        assertTrue(typed != null, "Ctrl-C must be a key, not a signal");
        assertEquals(List.of(), shell.containers.signals(id));
        type("q");
        readUntil(terminal.getInputStream(), "code=5");
        String settings = readUntil(terminal.getInputStream(), "echoctl");
        assertTrue(settings.contains(" icanon"), settings);
        assertTrue(settings.contains("isig"), settings);
        assertFalse(settings.contains("-echo "), settings);
    }

    @Test
    void sizeIsThereBeforeTheProcessRunsAndFollowsTheWindow() throws Exception {
        Path device = directory.resolve("device");
        onTerminal("tty >" + device + "\n" + client("exec", "-it", "c", "keys"));
        readUntil(terminal.getInputStream(), "ready");
        awaitRaw();
        FakeProcess exec = shell.containers.process(
                id, shell.containers.require(id).processes().get(1).id());
        assertEquals(new TerminalSize(31, 97), exec.sizes().get(0));
        assertEquals(
                0,
                new ProcessBuilder("stty", "-F", Files.readString(device).strip(), "rows", "40", "columns", "120")
                        .start()
                        .waitFor());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!exec.sizes().contains(new TerminalSize(40, 120))) {
            assertTrue(System.nanoTime() < end, "no resize came: " + exec.sizes());
            TimeUnit.MILLISECONDS.sleep(10);
        }
        type("q");
        assertTrue(terminal.waitFor(30, TimeUnit.SECONDS));
        assertEquals(5, terminal.exitValue());
    }

    @Test
    void killedServerLeavesTheTerminalAsItWas() throws Exception {
        onTerminal(client("exec", "-it", "c", "keys") + "\necho code=$?\nstty -a");
        readUntil(terminal.getInputStream(), "ready");
        awaitRaw();
        shell.close();
        readUntil(terminal.getInputStream(), "code=129");
        String settings = readUntil(terminal.getInputStream(), "echoctl");
        assertTrue(settings.contains(" icanon"), settings);
    }

    @Test
    void terminatedClientLeavesTheTerminalAsItWas() throws Exception {
        onTerminal(client("exec", "-it", "c", "keys") + "\necho code=$?\nstty -a");
        readUntil(terminal.getInputStream(), "ready");
        awaitRaw();
        CompletableFuture<ProcessHandle> client = new CompletableFuture<>();
        terminal.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .forEach(client::complete);
        // SIGHUP, as when a window closes: not handed on, so it ends the client by the JVM's own way.
        assertEquals(
                0,
                new ProcessBuilder(
                                "kill",
                                "-HUP",
                                Long.toString(client.getNow(null).pid()))
                        .start()
                        .waitFor());
        readUntil(terminal.getInputStream(), "code=129");
        String settings = readUntil(terminal.getInputStream(), "echoctl");
        assertTrue(settings.contains(" icanon"), settings);
    }
}
