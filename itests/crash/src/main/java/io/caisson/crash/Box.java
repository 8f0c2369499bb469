package io.caisson.crash;

import io.caisson.testkit.host.OciBundles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One container of a sweep, with what the server acknowledged about it and what its own processes wrote down: init appends
 * to {@code ID.started} when it runs and to {@code ID.ended} the status it is going to end with, each exec to its own file.
 */
final class Box implements AutoCloseable {
    static final int STATUS = 7;
    static final int EXEC_STATUS = 9;
    static final int LINES = 300;

    private static final int PADDING = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String INIT = """
            echo s >> /marks/ID.started
            n=0
            while read -r word < /marks/ID.go; do
                case "$word" in
                lines)
                    end=$((n + LINES))
                    while [ $n -lt $end ]; do n=$((n + 1)); echo "ID line $n PADDING"; done
                    echo $n >> /marks/ID.lines ;;
                *)
                    echo $word >> /marks/ID.ended
                    exit $word ;;
                esac
            done""";

    private final Lane lane;
    private final String id;
    private final Path base;
    private final Path ociBundle;
    private final Path marks;
    private final RandomAccessFile go;
    private final List<String> executed = new ArrayList<>();
    private final List<String> executing = new ArrayList<>();
    private boolean created;
    private boolean started;
    private boolean startable = true;
    private boolean restarting;
    private boolean deleteAsked;
    private boolean deleted;
    private boolean killed;

    Box(Lane lane, String id, Path base, Path root) {
        this.lane = lane;
        this.id = id;
        this.base = base;
        this.marks = root.resolve("marks");
        this.ociBundle = base.resolve(id);
        try {
            Files.createDirectory(ociBundle);
            program(
                    "sh",
                    "-c",
                    INIT.replace("ID", id)
                            .replace("LINES", Integer.toString(LINES))
                            .replace("PADDING", "x".repeat(PADDING)),
                    base.toString());
            Path fifo = marks.resolve(id + ".go");
            if (new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() != 0) {
                throw new IllegalStateException("no FIFO " + fifo);
            }
            // Held open here, so that nobody waits for the other side of it.
            go = new RandomAccessFile(fifo.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Gives it another program than the usual one. */
    void program(String... args) {
        String config = OciBundles.config(args)
                .replace(
                        "\"path\": \"rootfs\", \"readonly\": true",
                        "\"path\": \"" + marks.getParent() + "\", \"readonly\": false");
        try {
            Files.writeString(ociBundle.resolve("config.json"), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return id;
    }

    Lane lane() {
        return lane;
    }

    // What is asked of the server.

    Answer create(String... options) {
        List<String> args = new ArrayList<>(List.of("create"));
        Collections.addAll(args, options);
        Collections.addAll(args, id, ociBundle.toString());
        Answer answer = lane.ctr().call(args.toArray(String[]::new));
        created |= answer.ok();
        restarting |= args.contains("--restart");
        return answer;
    }

    Answer start() {
        Answer answer = lane.ctr().call("start", id);
        started |= answer.ok();
        return answer;
    }

    /** Runs a program that leaves its mark and ends with {@link #EXEC_STATUS}; waits for it. */
    Answer exec(String process) {
        executing.add(process);
        String script = "echo " + EXEC_STATUS + " >> /marks/" + id + "." + process + "; exit " + EXEC_STATUS;
        Answer answer = lane.ctr().call("exec", "--id", process, id, "--", "sh", "-c", script, base.toString());
        if (answer.status() == EXEC_STATUS) {
            executed.add(process);
        }
        return answer;
    }

    Answer pauseAndResume() {
        lane.ctr().call("pause", id);
        return lane.ctr().call("resume", id);
    }

    /** From here on it must be started again after its end, whatever the answer. */
    Answer update(String policy) {
        restarting = true;
        return lane.ctr().call("update", "--restart", policy, id);
    }

    Answer kill() {
        killed = true;
        return lane.ctr().call("kill", "--signal", "KILL", id);
    }

    Answer delete(boolean force) {
        deleteAsked = true;
        killed |= force;
        Answer answer =
                force ? lane.ctr().call("delete", "--force", id) : lane.ctr().call("delete", id);
        deleted |= answer.ok();
        return answer;
    }

    /** The server is to remove it by itself. */
    void expectRemoval() {
        deleteAsked = true;
    }

    Answer awaitEnd() {
        return lane.ctr().call("wait", id);
    }

    // What is said to its init, past the server.

    /** Makes it run and waits until init says so. */
    Box running(String... options) {
        create(options).require("create");
        start().require("start");
        awaitMark("started");
        return this;
    }

    /** Creates it with runc and puts a file where runc has the FIFO that it starts by. */
    void createdForNothing() {
        create().require("create");
        startable = false;
        try (Stream<Path> all = Files.walk(base.resolve("s/.runtime"))) {
            Path fifo = all.filter(path -> path.endsWith(id + "/exec.fifo"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(fifo);
            Files.createFile(fifo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Init ends with {@link #STATUS}, now or once it reads. */
    void finish() {
        say(Integer.toString(STATUS));
    }

    /** Init writes {@link #LINES} numbered lines. */
    void lines() {
        say("lines");
    }

    /** Waits until the last of them is in its log, or the server is gone. */
    Answer awaitLines() {
        Lane.within(PATIENCE, () -> !lane.isAlive() || logged().contains(LINES));
        return lane.ctr().call("list", "-q");
    }

    /** {@return the numbers of the lines that its log has, in its order, over all files of it} */
    List<Integer> logged() {
        List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> files = Files.list(base.resolve("l/containers"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(id + ".log"))
                    .toList()) {
                Matcher line = Pattern.compile(id + " line (\\d+) ").matcher(Files.readString(file));
                while (line.find()) {
                    numbers.add(Integer.parseInt(line.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return numbers;
    }

    private void say(String word) {
        try {
            go.write((word + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until init has run so often, or the server is gone. */
    Answer awaitLife(int number) {
        Lane.within(PATIENCE, () -> !lane.isAlive() || marks("started").size() >= number);
        return lane.ctr().call("list", "-q");
    }

    boolean awaitMark(String kind) {
        return Lane.within(PATIENCE, () -> !marks(kind).isEmpty());
    }

    /** {@return the lines of one kind that its processes wrote} */
    List<String> marks(String kind) {
        Path file = marks.resolve(id + "." + kind);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether the server has nothing of it any more} */
    boolean isOffDisk() {
        try (Stream<Path> left = Files.list(base.resolve("s"))) {
            return left.map(path -> path.getFileName().toString())
                    .noneMatch(name -> name.equals(id) || name.startsWith(".removing-" + id + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What is known about it.

    boolean isCreated() {
        return created;
    }

    boolean isStarted() {
        return started;
    }

    boolean isStartable() {
        return startable;
    }

    /** {@return whether the server is to start it again whenever it ends} */
    boolean isRestarting() {
        return restarting;
    }

    boolean isDeleteAsked() {
        return deleteAsked;
    }

    boolean isDeleted() {
        return deleted;
    }

    boolean isKilled() {
        return killed;
    }

    List<String> executed() {
        return executed;
    }

    List<String> executing() {
        return executing;
    }

    @Override
    public void close() {
        try {
            go.close();
            for (String file : new String[] {"started", "ended", "go", "lines"}) {
                Files.deleteIfExists(marks.resolve(id + "." + file));
            }
            for (String process : executing) {
                Files.deleteIfExists(marks.resolve(id + "." + process));
            }
            Files.delete(ociBundle.resolve("config.json"));
            Files.delete(ociBundle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
