package io.caisson.shims.internal.program;

import static io.caisson.shims.internal.program.Flags.EMPTY;

import io.caisson.api.container.StreamTarget;
import io.caisson.api.shim.ShimRequest;
import java.util.List;
import java.util.Map;

/**
 * The program of a shim: it runs an OCI runtime's command, becomes the parent of the process which that leaves behind, and
 * keeps its streams and its exit status until a server has taken them. Its working directory is the process's directory.
 *
 * <p>In order: prepare itself, open the record and the streams, wait for the server's go (the gate), run the command, take
 * the terminal, tell the command's status, wait until the server has taken hold and told which process it is (so that no
 * child is reaped before the server has its pidfd), then {@link ReaperCode} and {@link TailCode}.
 */
public final class MonitorProgram {
    /** How long a client may take to open its FIFO for reading; that of containerd 0.2. */
    private static final int READER_SECONDS = 15;

    private static final int SCRATCH_BYTES = 128;

    private final Assembler code;
    private final ShimRequest request;
    private final MonitorSettings settings;
    private final Cell scratch;
    private final Opener opener;
    private final Control control;
    private final Notices notices;
    private final ReaperCode reaper;
    private final ServerCheck server;
    private final Cell process;
    private final OomScoreCode oomScore;
    private Timer timer;

    private MonitorProgram(Machine machine, ShimRequest request, MonitorSettings settings) {
        this.code = new Assembler(machine, settings.killAt());
        this.request = request;
        this.settings = settings;
        this.scratch = code.space("scratch", SCRATCH_BYTES);
        this.opener = new Opener(code);
        this.control = new Control(code, scratch);
        this.notices = new Notices(code);
        this.process = code.word("process's pid");
        this.reaper = new ReaperCode(code, control, notices, scratch, process);
        this.server = new ServerCheck(code);
        this.oomScore = new OomScoreCode(code, opener);
    }

    /** {@return the program that does what a request asks} */
    public static Program compile(Machine machine, ShimRequest request, MonitorSettings settings) {
        return new MonitorProgram(machine, request, settings).write();
    }

    private Program write() {
        Label done = code.label("done");
        Label over = code.label("over");
        prepare();
        openRecord();
        boolean[] opened = openStreams();
        Cell table = code.words(
                "control and a timer", Control.readable(Descriptors.CONTROL), Control.readable(Descriptors.TIMER));
        waitAtGate(table, done);
        runCommand(opened);
        hold(table, done);
        reaper.write(over, done);
        code.place(over);
        new TailCode(code, opener, timer, control, server, settings.tailSeconds(), scratch).write(request, done);
        code.place(done);
        reapTheDead();
        code.call("end", SystemCall.EXIT_GROUP, EMPTY);
        return code.assemble(Descriptors.NOTICES);
    }

    private void prepare() {
        code.call("let go of the program", SystemCall.CLOSE, Operand.of(Program.DESCRIPTOR));
        code.call("let go of the interpreter", SystemCall.CLOSE, Operand.of(Descriptors.EXECUTABLE));
        code.call(
                "keep the notices from children",
                SystemCall.FCNTL,
                Operand.of(Descriptors.NOTICES),
                Flags.F_SETFD,
                Flags.FD_CLOEXEC);
        code.call(
                "name the shim",
                SystemCall.PRCTL,
                Flags.PR_SET_NAME,
                code.text("name", "caisson-shim").address());
        code.call("keep the shim's memory private", SystemCall.PRCTL, Flags.PR_SET_DUMPABLE, EMPTY);
        code.call("adopt orphans", SystemCall.PRCTL, Flags.PR_SET_CHILD_SUBREAPER, Operand.of(1), EMPTY, EMPTY, EMPTY);
        code.call("leave the server's session", SystemCall.SETSID).goOnAfter(Errno.EPERM);
        Cell blocked = code.words("blocked signals", Flags.bit(Flags.SIGPIPE) | Flags.bit(Flags.SIGCHLD));
        Cell children = code.words("signal of children", Flags.bit(Flags.SIGCHLD));
        code.call(
                "block signals",
                SystemCall.RT_SIGPROCMASK,
                Flags.SIG_BLOCK,
                blocked.address(),
                EMPTY,
                Flags.SIGSET_BYTES);
        opener.make(
                "listen to children",
                SystemCall.SIGNALFD4,
                Operand.of(-1),
                children.address(),
                Flags.SIGSET_BYTES,
                Flags.SOCKET_FLAGS);
        opener.keep("signals of children", Descriptors.CHILDREN);
        timer = new Timer(code, opener);
        Cell controlPath = code.text("control path", MonitorFiles.CONTROL);
        opener.open(MonitorFiles.CONTROL, controlPath, Flags.O_RDWR | Flags.O_NONBLOCK, 0, Descriptors.CONTROL);
        Cell lockPath = code.text("lock path", MonitorFiles.LOCK);
        opener.open(MonitorFiles.LOCK, lockPath, Flags.O_RDWR, 0, Descriptors.LOCK);
        oomScore.set("the shim", settings.shimOomScore());
    }

    /**
     * Space is reserved before anything runs, so that a full disk cannot lose an exit. Nothing is flushed: a record without
     * an exit tells nothing after a power cut.
     */
    private void openRecord() {
        Operand record = Operand.of(Descriptors.RECORD);
        Cell path = code.text("record path", MonitorFiles.RECORD);
        Cell header = code.words(
                "record header", RecordFormat.MAGIC, RecordFormat.VERSION, RecordFormat.ENTRY_BYTES, 0, 0, 0, 0, 0);
        opener.open(
                MonitorFiles.RECORD,
                path,
                Flags.O_WRONLY | Flags.O_CREAT | Flags.O_EXCL | Flags.O_APPEND,
                0600,
                Descriptors.RECORD);
        code.call(
                        "reserve the record",
                        SystemCall.FALLOCATE,
                        record,
                        Flags.FALLOC_FL_KEEP_SIZE,
                        EMPTY,
                        Operand.of(RecordFormat.RESERVED_BYTES))
                .goOnAfter(Errno.EOPNOTSUPP);
        code.call(
                "begin the record", SystemCall.WRITE, record, header.address(), Operand.of(RecordFormat.HEADER_BYTES));
    }

    private boolean[] openStreams() {
        boolean[] opened = new boolean[3];
        if (request.terminal()) {
            return opened;
        }
        timer.start("give clients time to open their FIFOs", Timer.seconds(code, "time for readers", READER_SECONDS));
        StreamCode streams = new StreamCode(code, opener, timer, scratch);
        List<StreamTarget> targets = List.of(
                request.stdio().stdin(),
                request.stdio().stdout(),
                request.stdio().stderr());
        for (int i = 0; i < targets.size(); i++) {
            opened[i] = streams.open(i, targets.get(i));
        }
        return opened;
    }

    private void waitAtGate(Cell table, Label done) {
        Label go = code.label("go");
        timer.start("give the server time", Timer.seconds(code, "time at the gate", settings.gateSeconds()));
        control.await("wait for the server's go", table, 2);
        control.take("take the server's go"); // no word in time is an error, and ends it
        control.onGoOn("obey the server's go", go);
        code.jump("end before anything was done", done);
        code.place(go);
    }

    private void runCommand(boolean[] opened) {
        ConsoleCode console = request.consoleSocket()
                .map(path -> new ConsoleCode(code, opener, path.toString()))
                .orElse(null);
        if (console != null) {
            console.listen();
        }
        Label child = code.label("child");
        Label parent = code.label("parent");
        Cell command = code.word("command's pid");
        code.call(
                        "start the command",
                        SystemCall.CLONE,
                        Operand.of("SIGCHLD", Flags.SIGCHLD),
                        EMPTY,
                        EMPTY,
                        EMPTY,
                        EMPTY)
                .into(command)
                .onZero(child);
        code.jump("go on as the shim", parent);
        code.place(child);
        new CommandCode(code, request, oomScore, settings.commandOomScore()).write(opened);
        code.place(parent);
        for (int i = 0; i < opened.length; i++) {
            if (opened[i]) {
                code.call(
                        "leave " + MonitorFiles.stream(i) + " to the command",
                        SystemCall.CLOSE,
                        Operand.of(Descriptors.STREAM + i));
            }
        }
        code.call("wait for the command", SystemCall.WAIT4, command.word(), notices.runtimeStatus(), EMPTY, EMPTY);
        if (console != null) {
            console.accept();
        }
        notices.send("tell how the command ended", notices.runtimeEnded());
    }

    private void hold(Cell table, Label done) {
        Label patience = code.label("not held");
        Label deserted = code.label("nobody holds");
        Label held = code.label("held");
        Label reap = code.label("hold is over");
        Cell time = Timer.seconds(code, "time to hold", settings.holdSeconds());
        code.place(patience);
        timer.start("give the server time to take hold", time);
        control.await("wait until the server has taken hold", table, 2);
        control.take("learn whether the server has taken hold").on(Errno.EAGAIN, deserted);
        control.onGoOn("go on after the server has taken hold", held);
        code.jump("end as told", done);
        code.place(deserted);
        server.ifAlive(patience);
        server.giveBack();
        code.jump("go on without a server", reap);
        code.place(held);
        control.takePid(process);
        code.place(reap);
    }

    /** A zombie that entered the container's pid namespace keeps its init from ending: it must not wait for another parent. */
    private void reapTheDead() {
        Label next = code.label("reap the dead");
        Label end = code.label("none is dead");
        code.place(next);
        code.call("reap what has died", SystemCall.WAIT4, Operand.of(-1), scratch.address(), Flags.WNOHANG, EMPTY)
                .onZero(end)
                .onError(end);
        code.jump("reap more of the dead", next);
        code.place(end);
    }

    /** The child's part: its descriptors are 0, 1 and 2 only, its signal mask is empty. */
    private record CommandCode(Assembler code, ShimRequest request, OomScoreCode oomScore, int score) {
        void write(boolean[] opened) {
            for (int i = 0; i < opened.length; i++) {
                if (opened[i]) {
                    code.call(
                            "give the command its " + MonitorFiles.stream(i),
                            SystemCall.DUP3,
                            Operand.of(Descriptors.STREAM + i),
                            Operand.of(i),
                            EMPTY);
                }
            }
            Cell none = code.words("no signals", 0);
            code.call(
                    "unblock signals",
                    SystemCall.RT_SIGPROCMASK,
                    Flags.SIG_SETMASK,
                    none.address(),
                    EMPTY,
                    Flags.SIGSET_BYTES);
            // The notices stay open until execve, so that its failure can be told; they close then.
            code.call(
                    "close the shim's descriptors",
                    SystemCall.CLOSE_RANGE,
                    Operand.of(Descriptors.NOTICES + 1),
                    Operand.of("~0", 0xffffffffL),
                    EMPTY);
            oomScore.set("the command", score);
            String directory = request.workingDirectory().toString();
            code.call(
                    "enter " + directory,
                    SystemCall.CHDIR,
                    code.text("directory", directory).address());
            List<String> argv = request.command().argv();
            List<String> environment = request.environment().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey() + '=' + entry.getValue())
                    .toList();
            Cell arguments = code.texts("argv", argv);
            Cell variables = code.texts("environment", environment);
            code.blame(Instruction.Subject.RUNTIME);
            code.call(
                    "execute " + argv.get(0),
                    SystemCall.EXECVE,
                    code.text("program", argv.get(0)).address(),
                    arguments.address(),
                    variables.address());
            code.blame(Instruction.Subject.SHIM);
        }
    }
}
