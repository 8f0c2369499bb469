package io.caisson.shell.internal.gogo;

import io.caisson.api.container.Containers;
import io.caisson.api.event.EventJournal;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.spec.SpecService;
import io.caisson.shell.internal.command.Dispatcher;
import io.caisson.shell.internal.command.Services;
import java.util.List;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Process;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands of {@code ctr} in Gogo, under the same names and options. Each takes its arguments as they are, since
 * Gogo's own options would eat those of a container's command line. A failure is thrown; an exit code other than 0 is
 * returned.
 */
@Component(
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=caisson",
            "osgi.command.function=run",
            "osgi.command.function=create",
            "osgi.command.function=start",
            "osgi.command.function=exec",
            "osgi.command.function=stop",
            "osgi.command.function=kill",
            "osgi.command.function=pause",
            "osgi.command.function=resume",
            "osgi.command.function=update",
            "osgi.command.function=wait",
            "osgi.command.function=delete",
            "osgi.command.function=list",
            "osgi.command.function=ps",
            "osgi.command.function=inspect",
            "osgi.command.function=logs",
            "osgi.command.function=events",
            "osgi.command.function=state",
            "osgi.command.function=spec",
            "osgi.command.function=info",
            "osgi.command.function=version"
        })
@Descriptor("containers of this server")
public final class GogoCommands {
    private final Dispatcher dispatcher;

    @Activate
    public GogoCommands(
            @Reference Containers containers,
            @Reference EventJournal journal,
            @Reference ContainerLogs logs,
            @Reference SpecService specs,
            @Reference ServerSettings settings,
            @Reference CommandProcessor gogo) { // the reference keeps this class unloaded while there is no Gogo
        this.dispatcher = new Dispatcher(new Services(containers, journal, logs, specs, settings));
    }

    @Descriptor("create and start a container, show its output")
    public Object run(CommandSession session, @Descriptor("run --help tells") String[] args)
            throws InterruptedException {
        return call(session, "run", args);
    }

    @Descriptor("create a container")
    public Object create(CommandSession session, @Descriptor("create --help tells") String[] args)
            throws InterruptedException {
        return call(session, "create", args);
    }

    @Descriptor("start created containers")
    public Object start(CommandSession session, @Descriptor("start --help tells") String[] args)
            throws InterruptedException {
        return call(session, "start", args);
    }

    @Descriptor("run a further process in a container")
    public Object exec(CommandSession session, @Descriptor("exec --help tells") String[] args)
            throws InterruptedException {
        return call(session, "exec", args);
    }

    @Descriptor("end containers: SIGTERM, a wait, SIGKILL")
    public Object stop(CommandSession session, @Descriptor("stop --help tells") String[] args)
            throws InterruptedException {
        return call(session, "stop", args);
    }

    @Descriptor("send a signal to containers")
    public Object kill(CommandSession session, @Descriptor("kill --help tells") String[] args)
            throws InterruptedException {
        return call(session, "kill", args);
    }

    @Descriptor("freeze all processes of containers")
    public Object pause(CommandSession session, @Descriptor("pause --help tells") String[] args)
            throws InterruptedException {
        return call(session, "pause", args);
    }

    @Descriptor("thaw all processes of containers")
    public Object resume(CommandSession session, @Descriptor("resume --help tells") String[] args)
            throws InterruptedException {
        return call(session, "resume", args);
    }

    @Descriptor("change the restart policy of containers")
    public Object update(CommandSession session, @Descriptor("update --help tells") String[] args)
            throws InterruptedException {
        return call(session, "update", args);
    }

    @Descriptor("wait until containers have stopped")
    public Object _wait(CommandSession session, @Descriptor("wait --help tells") String[] args)
            throws InterruptedException {
        return call(session, "wait", args);
    }

    @Descriptor("remove stopped or created containers")
    public Object delete(CommandSession session, @Descriptor("delete --help tells") String[] args)
            throws InterruptedException {
        return call(session, "delete", args);
    }

    @Descriptor("list all containers")
    public Object list(CommandSession session, @Descriptor("list --help tells") String[] args)
            throws InterruptedException {
        return call(session, "list", args);
    }

    @Descriptor("list all containers")
    public Object ps(CommandSession session, @Descriptor("ps --help tells") String[] args) throws InterruptedException {
        return call(session, "list", args);
    }

    @Descriptor("show all that is known of containers, as JSON")
    public Object inspect(CommandSession session, @Descriptor("inspect --help tells") String[] args)
            throws InterruptedException {
        return call(session, "inspect", args);
    }

    @Descriptor("show what a container wrote")
    public Object logs(CommandSession session, @Descriptor("logs --help tells") String[] args)
            throws InterruptedException {
        return call(session, "logs", args);
    }

    @Descriptor("show events")
    public Object events(CommandSession session, @Descriptor("events --help tells") String[] args)
            throws InterruptedException {
        return call(session, "events", args);
    }

    @Descriptor("show the state, as containerd's JSON")
    public Object state(CommandSession session, @Descriptor("state --help tells") String[] args)
            throws InterruptedException {
        return call(session, "state", args);
    }

    @Descriptor("write a config.json to begin with")
    public Object spec(CommandSession session, @Descriptor("spec --help tells") String[] args)
            throws InterruptedException {
        return call(session, "spec", args);
    }

    @Descriptor("show what the server is and has")
    public Object info(CommandSession session, @Descriptor("info --help tells") String[] args)
            throws InterruptedException {
        return call(session, "info", args);
    }

    @Descriptor("show the version of the server")
    public Object version(CommandSession session, @Descriptor("version --help tells") String[] args)
            throws InterruptedException {
        return call(session, "version", args);
    }

    private Object call(CommandSession session, String name, String[] args) throws InterruptedException {
        Process streams = Process.Utils.current();
        GogoInvocation invocation =
                new GogoInvocation(session.currentDir(), streams.in(), streams.out(), streams.err());
        SessionState state = SessionState.of(session);
        state.begin(invocation);
        try {
            int code = dispatcher.runThrowing(name, List.of(args), invocation);
            return code == 0 ? null : code;
        } finally {
            state.end(invocation);
        }
    }
}
