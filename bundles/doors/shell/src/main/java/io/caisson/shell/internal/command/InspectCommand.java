package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ContainerView;
import io.caisson.shell.internal.text.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "Show all that is known of containers, as JSON.")
final class InspectCommand extends ShellCommand {
    @Option(names = "--spec", description = "Instead show the config.json that the runtime was given.")
    private boolean spec;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of containers.")
    private List<String> ids;

    InspectCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        List<Object> found = new ArrayList<>();
        int code = each(ids, id -> {
            ContainerView view = containers().require(new ContainerId(id));
            if (spec) {
                io.out(containers().spec(view.id()).strip() + "\n");
            } else {
                found.add(Views.json(view));
            }
        });
        if (!spec) {
            io.out(Json.pretty(found));
        }
        return code;
    }
}
