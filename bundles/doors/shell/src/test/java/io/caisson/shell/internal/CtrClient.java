package io.caisson.shell.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.ctr.Ctr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The real client in a JVM of its own, as the launcher script starts it. */
public final class CtrClient {
    private static final int TIMEOUT_SECONDS = 60;

    /** What a client printed and how it ended. */
    public record Result(int code, byte[] stdout, String stderr) {
        public String out() {
            return new String(stdout, StandardCharsets.UTF_8);
        }
    }

    private CtrClient() {}

    /** {@return the command line of the client} */
    public static List<String> command(Path socket, String... args) {
        List<String> command = new ArrayList<>(List.of(
                // Whoever runs the tests in the background may have left SIGINT ignored, and that is inherited.
                "env",
                "--default-signal=INT,TERM,HUP,PIPE",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                Ctr.class.getName(),
                "--address",
                "unix://" + socket));
        command.addAll(List.of(args));
        return command;
    }

    public static String classPath() {
        try {
            return Path.of(Ctr.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Process start(Path socket, String... args) throws IOException {
        return new ProcessBuilder(command(socket, args)).start();
    }

    public static Result run(Path socket, byte[] input, String... args) throws Exception {
        return await(start(socket, args), input);
    }

    public static Result run(Path socket, String... args) throws Exception {
        return run(socket, new byte[0], args);
    }

    /** Feeds the input, ends it, reads all output and waits for the end. */
    public static Result await(Process client, byte[] input) throws Exception {
        try {
            CompletableFuture<byte[]> out = read(client.getInputStream());
            CompletableFuture<byte[]> err = read(client.getErrorStream());
            CompletableFuture<Void> in = CompletableFuture.runAsync(() -> feed(client, input));
            assertTrue(client.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "client did not end");
            in.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return new Result(client.exitValue(), out.get(), new String(err.get(), StandardCharsets.UTF_8));
        } finally {
            client.destroyForcibly();
        }
    }

    private static void feed(Process client, byte[] input) {
        try (var stdin = client.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            return; // it ended without reading all, which is its right
        }
    }

    public static CompletableFuture<byte[]> read(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try (stream) {
                stream.transferTo(all);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return all.toByteArray();
        });
    }
}
