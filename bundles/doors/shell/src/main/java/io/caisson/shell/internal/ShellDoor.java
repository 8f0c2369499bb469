package io.caisson.shell.internal;

import io.caisson.api.container.Containers;
import io.caisson.api.event.EventJournal;
import io.caisson.api.log.ContainerLogs;
import io.caisson.api.server.Door;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.spec.SpecService;
import io.caisson.ctr.wire.Hello;
import io.caisson.shell.internal.command.Dispatcher;
import io.caisson.shell.internal.command.ExitCodes;
import io.caisson.shell.internal.command.Invocation;
import io.caisson.shell.internal.command.Services;
import io.caisson.shell.internal.gogo.InteractiveShell;
import io.caisson.shell.internal.socket.SocketServer;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens {@code caisson.sock} in the state directory and publishes a {@link Door} once it accepts. */
@Component(service = {})
public final class ShellDoor {
    /** Name of the socket in the state directory. */
    public static final String SOCKET = "caisson.sock";

    private static final Logger LOG = LoggerFactory.getLogger(ShellDoor.class);

    private final Dispatcher dispatcher;
    private final SocketServer server;
    private final ServiceRegistration<Door> registration;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile InteractiveShell interactive; // null while there is no Gogo; set by DS after the constructor

    @Activate
    public ShellDoor(
            @Reference Containers containers,
            @Reference EventJournal journal,
            @Reference ContainerLogs logs,
            @Reference SpecService specs,
            @Reference ServerSettings settings,
            BundleContext context) {
        this.dispatcher = new Dispatcher(new Services(containers, journal, logs, specs, settings));
        this.server = new SocketServer(settings.stateDir().resolve(SOCKET), this::serve);
        String address = "unix://" + server.path();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("door", "shell");
        this.registration = context.registerService(Door.class, new OpenDoor(address), properties);
        LOG.atInfo().addKeyValue("address", address).log("shell door open");
    }

    private record OpenDoor(String address) implements Door {
        @Override
        public String name() {
            return "shell";
        }
    }

    private int serve(Hello hello, Invocation io) {
        if (hello.kind() == Hello.Kind.COMMAND) {
            return dispatcher.run(hello.args(), io);
        }
        InteractiveShell shell = interactive;
        if (shell == null) {
            io.err("[ctr] this server has no Gogo\n");
            return ExitCodes.BUSY;
        }
        return shell.run(hello.args(), io);
    }

    @Deactivate
    void deactivate() {
        registration.unregister();
        server.close();
        LOG.atInfo().log("shell door closed");
    }
}
