package io.caisson.shell.internal.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Names of commands and how each is made. The order is that of the help. */
final class CommandTable {
    /** Our own commands, and containerd 0.2's that are not in a group. */
    static final CommandTable OURS = ours();

    /** containerd 0.2's group {@code containers}. */
    static final CommandTable CONTAINERS = containers();

    private final Map<String, BiFunction<Services, Invocation, ShellCommand>> factories = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();

    private CommandTable() {}

    Set<String> names() {
        return factories.keySet();
    }

    Optional<ShellCommand> make(String name, Services services, Invocation io) {
        return Optional.ofNullable(factories.get(aliases.getOrDefault(name, name)))
                .map(factory -> factory.apply(services, io));
    }

    private static CommandTable ours() {
        CommandTable table = new CommandTable();
        table.put("run", RunCommand::new);
        table.put("create", CreateCommand::new);
        table.put("start", StartCommand::new);
        table.put("exec", ExecCommand::new);
        table.put("stop", StopCommand::new);
        table.put("kill", KillCommand::new);
        table.put("pause", PauseCommand::new);
        table.put("resume", ResumeCommand::new);
        table.put("update", UpdateCommand::new);
        table.put("wait", WaitCommand::new);
        table.put("delete", DeleteCommand::new);
        table.put("list", ListCommand::new);
        table.put("inspect", InspectCommand::new);
        table.put("logs", LogsCommand::new);
        table.put("events", EventsCommand::new);
        table.put("state", StateCommand::new);
        table.put("spec", SpecCommand::new);
        table.put("info", InfoCommand::new);
        table.put("version", VersionCommand::new);
        table.aliases.put("ps", "list");
        return table;
    }

    private static CommandTable containers() {
        CommandTable table = new CommandTable();
        table.put("list", LegacyListCommand::new);
        table.put("start", LegacyStartCommand::new);
        table.put("state", StateCommand::new);
        table.put("kill", LegacyKillCommand::new);
        table.put("exec", LegacyExecCommand::new);
        table.put("pause", LegacyPauseCommand::new);
        table.put("resume", LegacyResumeCommand::new);
        return table;
    }

    private void put(String name, BiFunction<Services, Invocation, ShellCommand> factory) {
        factories.put(name, factory);
    }
}
