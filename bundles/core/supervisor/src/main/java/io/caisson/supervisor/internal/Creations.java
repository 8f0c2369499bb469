package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.server.ServerSettings;
import io.caisson.api.time.Deadline;
import java.util.Map;
import java.util.Set;

/** Takes the id of a new container, makes it on its mailbox and gives the id back when that fails. */
final class Creations {
    private static final Set<String> RESERVED_IDS = Set.of("caisson.sock");

    private final Collaborators with;
    private final ServerSettings settings;
    private final ContainerTable table;
    private final String cgroupsParent;

    Creations(Collaborators with, ServerSettings settings, ContainerTable table, String cgroupsParent) {
        this.with = with;
        this.settings = settings;
        this.table = table;
        this.cgroupsParent = cgroupsParent;
    }

    ContainerView create(CreateRequest request, Deadline deadline) {
        ContainerId id = request.id();
        table.requireServing();
        if (RESERVED_IDS.contains(id.value())) {
            throw new CaissonException(
                    ErrorCode.INVALID_ARGUMENT,
                    "container.id-reserved",
                    "\"" + id + "\" is a name of the server's own",
                    Map.of("id", id.value()));
        }
        ManagedContainer container = table.make(id);
        table.claim(container, deadline);
        try {
            return container.mailbox().call("create", deadline, () -> create(container, request, deadline));
        } catch (CaissonException e) {
            if (e.reason().equals("operation.timeout") || e.reason().equals("container.busy")) {
                // If it still runs, it takes itself out; if it never ran, nobody else would.
                container.mailbox().execute(() -> forgetIfNotMade(container));
            }
            throw e;
        }
    }

    private ContainerView create(ManagedContainer container, CreateRequest request, Deadline deadline) {
        boolean own = request.runtime().isPresent();
        try {
            container.created(new ContainerCreation(
                            with,
                            request,
                            request.runtime().orElse(settings.runtime()),
                            own ? request.runtimeArgs() : settings.runtimeArgs(),
                            with.births().next())
                    .make(cgroupsParent + "/" + request.id(), deadline));
            return container.view().orElseThrow();
        } finally {
            forgetIfNotMade(container);
        }
    }

    private static void forgetIfNotMade(ManagedContainer container) {
        if (container.ledger() == null) {
            container.forget();
        }
    }
}
