package io.caisson.shell.internal.gogo;

import io.caisson.api.error.CaissonException;
import io.caisson.shell.internal.command.CallerGoneException;
import io.caisson.shell.internal.command.ExitCodes;
import io.caisson.shell.internal.command.Invocation;
import io.caisson.shell.internal.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A Gogo session over a caller's streams: a prompt, a line, its result. {@code exit} and the end of the input end the
 * session and nothing else. Editing a line is what the caller's own terminal offers.
 */
@Component(service = InteractiveShell.class)
public final class GogoShell implements InteractiveShell {
    private static final String PROMPT = "g! ";
    private static final int MAX_LINE_BYTES = 1024 * 1024;
    private static final int FAILED = 1;
    private static final int UNKNOWN_COMMAND = 127;

    private final CommandProcessor processor;

    @Activate
    public GogoShell(@Reference CommandProcessor processor) {
        this.processor = processor;
    }

    @Override
    public int run(List<String> lines, Invocation io) {
        SinkStream in = new SinkStream();
        PrintStream out = new PrintStream(new InvocationStream(io::out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new InvocationStream(io::err), true, StandardCharsets.UTF_8);
        io.ending().thenRun(in::end);
        try (CommandSession session = processor.createSession(in, out, err)) {
            session.currentDir(io.cwd());
            SessionState state = SessionState.attach(session);
            io.ending().thenAccept(state::endAll);
            if (!lines.isEmpty()) {
                return execute(session, String.join(" ", lines), out, err);
            }
            io.followSignals(signal -> state.endAll(Invocation.Ending.CALLER_GONE));
            io.followInput(in);
            return converse(session, in, out, err, io.stdinIsTerminal());
        } catch (CallerGoneException e) {
            return FAILED; // nobody is there to read it
        } finally {
            in.end();
        }
    }

    private static int converse(
            CommandSession session, InputStream in, PrintStream out, PrintStream err, boolean prompting) {
        int code = ExitCodes.OK;
        try {
            while (true) {
                if (prompting) {
                    out.print(PROMPT);
                    out.flush();
                }
                Optional<String> line = readLine(in);
                if (line.isEmpty() || line.get().strip().equals("exit")) {
                    return code;
                }
                if (!line.get().isBlank()) {
                    code = execute(session, line.get(), out, err);
                }
            }
        } catch (IOException e) {
            err.println("gogo: " + Printable.of(e.getMessage()));
            return FAILED;
        }
    }

    /** Takes no byte beyond the line: what follows may be for the command in it. */
    private static Optional<String> readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() == MAX_LINE_BYTES) {
                throw new IOException("a line has more than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(next);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    private static int execute(CommandSession session, String line, PrintStream out, PrintStream err) {
        try {
            Object result = session.execute(line);
            if (result instanceof Integer code && code >= 0 && code <= 255) {
                return code;
            }
            if (result != null) {
                out.println(session.format(result, Converter.INSPECT));
            }
            return ExitCodes.OK;
        } catch (Exception e) { // Gogo declares no better; whatever a command throws must not end the session
            boolean isUnknown = e.getClass().getSimpleName().equals("CommandNotFoundException");
            err.println("gogo: " + text(e));
            return isUnknown ? UNKNOWN_COMMAND : FAILED;
        }
    }

    private static String text(Exception e) {
        String message = Printable.of(String.valueOf(e.getMessage()));
        return e instanceof CaissonException failure
                ? failure.code() + " [" + failure.reason() + "] " + message
                : e.getClass().getSimpleName() + ": " + message;
    }
}
