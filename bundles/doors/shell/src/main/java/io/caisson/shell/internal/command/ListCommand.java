package io.caisson.shell.internal.command;

import io.caisson.api.container.ContainerView;
import io.caisson.shell.internal.text.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", aliases = "ps", description = "List all containers, sorted by id.")
final class ListCommand extends ShellCommand {
    /** How the list is written. */
    enum Format {
        TABLE,
        JSON,
        IDS
    }

    @Option(
            names = {"-q", "--quiet"},
            description = "Ids alone.")
    private boolean quiet;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or ids.")
    private Format format;

    ListCommand(Services services, Invocation io) {
        super(services, io);
    }

    @Override
    int call() {
        List<ContainerView> views = containers().list();
        switch (quiet ? Format.IDS : format) {
            case TABLE -> io.out(Views.table(views));
            case JSON -> io.out(Json.pretty(views.stream().map(Views::json).toList()));
            case IDS -> {
                StringBuilder ids = new StringBuilder();
                views.forEach(view -> ids.append(view.id()).append('\n'));
                io.out(ids.toString());
            }
        }
        return ExitCodes.OK;
    }
}
