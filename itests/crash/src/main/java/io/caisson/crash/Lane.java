package io.caisson.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caisson.testkit.host.CaissonServer;
import io.caisson.testkit.host.JmxClient.Event;
import io.caisson.testkit.host.LeakCheck;
import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A server that dies and comes back on the same directories, with failpoints that can be set while it runs. */
final class Lane implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEGMENT = ".journal";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The least that the journal takes: so that it rolls and retires before long. */
    private static final int SEGMENT_BYTES = 64 * 1024;

    private static final int KEPT_EVENTS = 200;

    private final Path base;
    private final RuntimeKind runtime;
    private final String runtimeOption;
    private final Path plan;
    private final Path root;
    private final Ctr ctr;
    private final LeakCheck leaks;
    private final AtomicInteger boxes = new AtomicInteger();
    private final Thread atExit = new Thread(this::end);
    private CaissonServer server;

    /** @param base an empty directory with a short path */
    Lane(Path base, RuntimeKind runtime) {
        this.base = base;
        this.runtime = runtime;
        this.runtimeOption = runtime.option(base);
        this.plan = base.resolve("plan");
        this.ctr = new Ctr(base.resolve("s/caisson.sock"));
        this.root = OciBundles.busybox(base.resolve("oci"), OciBundles.config("true"))
                .resolve("rootfs");
        try {
            Files.createDirectory(root.resolve("marks"));
            Files.createDirectory(config());
            Files.writeString(
                    config().resolve("io.caisson.events.cfg"),
                    "segmentBytes=" + SEGMENT_BYTES + "\nkeepHours=0\nkeepEvents=" + KEPT_EVENTS + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
        this.leaks = LeakCheck.ofHost(server);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    RuntimeKind runtime() {
        return runtime;
    }

    Ctr ctr() {
        return ctr;
    }

    LeakCheck leaks() {
        return leaks;
    }

    CaissonServer server() {
        return server;
    }

    /** {@return a new container to be, with an id that this lane never had} */
    Box box() {
        return new Box(this, "k" + boxes.incrementAndGet(), base, root);
    }

    /** {@return one whose events take much room} */
    Box longNamedBox() {
        return new Box(this, "k" + boxes.incrementAndGet() + "-" + "x".repeat(50), base, root);
    }

    /** Starts the server with nothing armed and waits until all is restored. */
    void start() {
        arm("");
        server = starter().start();
        awaitRestored();
    }

    /** Starts the server with a plan. {@return false when it died before it was ready} */
    boolean startArmed(String text) {
        arm(text);
        try {
            server = starter().start();
            return true;
        } catch (IllegalStateException e) { // it says what it printed; the next start tells if it was not the plan
            return false;
        }
    }

    private CaissonServer.Starter starter() {
        List<String> prefix = new ArrayList<>(runtime.prefix());
        prefix.add("env");
        prefix.add("CAISSON_JAVA_OPTS=-Dcaisson.failpoints=@" + plan + " -Dcaisson.shims.kill-at=" + shimPlan());
        return CaissonServer.in(base)
                .through(prefix.toArray(String[]::new))
                .with("--runtime", runtimeOption, "--config", config().toString());
    }

    private Path config() {
        return base.resolve("etc");
    }

    int segments() {
        return journal().size();
    }

    /** {@return whether the newest segment of the journal has but so many bytes to go; with 0, whether the next event rolls} */
    boolean isSegmentFull(int bytesShort) {
        List<Path> segments = journal();
        try {
            return Files.size(segments.get(segments.size() - 1)) >= SEGMENT_BYTES - bytesShort;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> journal() {
        try (Stream<Path> files = Files.list(base.resolve("r/journal"))) {
            return files.filter(path -> path.toString().endsWith(SEGMENT))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the file that says at which instruction the next shim dies} */
    Path shimPlan() {
        return base.resolve("shim-plan");
    }

    /** What shall happen from the next hit on; counts begin anew. */
    void arm(String text) {
        replace(plan, text);
    }

    static void replace(Path file, String text) {
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the server die at the first hit of a point during a call. */
    void die(String point, Supplier<Answer> call) {
        arm(point + "=kill");
        call.get();
        await("it dies at " + point, () -> !isAlive());
    }

    boolean isAlive() {
        return ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive).isPresent();
    }

    /** Kills the server if it still lives. */
    void kill() {
        server.kill();
    }

    /** Waits until recovery is through. {@return false when the server died meanwhile} */
    boolean awaitRestored() {
        await("all is restored", () -> !isAlive() || restoring() == 0);
        return isAlive();
    }

    private int restoring() {
        Answer info = ctr.call("info");
        return info.ok() ? json(info.out()).path("restoring").asInt(1) : 1;
    }

    long lastSequence() {
        return json(ctr.call("info").require("info").out()).path("lastEvent").asLong();
    }

    /** {@return what is listed of a container} */
    Optional<JsonNode> find(String id) {
        for (JsonNode node :
                json(ctr.call("list", "--format", "json").require("list").out())) {
            if (node.path("id").asText().equals(id)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** {@return the events of containers after a sequence number} */
    List<Event> events(long after) {
        return events(ctr, after);
    }

    static List<Event> events(Ctr ctr, long after) {
        List<Event> events = new ArrayList<>();
        ctr.call("events", "--after", Long.toString(after), "--format", "json")
                .require("events")
                .out()
                .lines()
                .map(Lane::json)
                .filter(line -> line.has("container"))
                .forEach(line -> events.add(new Event(
                        line.path("sequence").asLong(),
                        line.path("container").asText(),
                        line.path("type").asText(),
                        line.path("process").asText("init"),
                        line.path("exitCode").asInt(-1))));
        return events;
    }

    static void await(String what, BooleanSupplier condition) {
        if (!within(LIMIT, condition)) {
            throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what);
        }
    }

    /** {@return whether it holds before the limit} */
    static boolean within(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return true;
    }

    /** Removes all containers and ends the server. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }

    private void end() {
        if (!isAlive()) {
            start();
        }
        arm("");
        server.deleteContainers();
        server.terminate();
    }
}
